using System.Runtime.CompilerServices;
using Xunit;

namespace Orleans.Video.Testing;

/// <summary>The real data that tests read when it is there: <c>../shared/data</c> beside the checkout, or <c>ORLEANS_VIDEO_DATA</c>.</summary>
public static class TestData
{
    /// <summary>The root of the checkout, found from where this file was compiled or from the folder of the running test.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The data folder, or null where there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the data; skips the calling test, saying why, when it is absent.</summary>
    public static string Require(string relativePath)
    {
        var path = Root is null ? null : Path.Combine(Root, relativePath);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
            Assert.Skip($"needs {relativePath} of the test data: put it in ../shared/data or name its folder in ORLEANS_VIDEO_DATA");
        return path!;
    }

    private static string? FindRoot()
    {
        var named = Environment.GetEnvironmentVariable("ORLEANS_VIDEO_DATA");
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;
        var beside = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));
        return Directory.Exists(beside) ? beside : null;
    }

    private static string FindRepositoryRoot([CallerFilePath] string source = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source) })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "Orleans.Video.sln"))) return folder;
        }

        throw new InvalidOperationException("no Orleans.Video.sln above the running test");
    }
}

namespace Orleans.Video.Benchmarks.Encoders;

/// <summary>Where the repository's files are.</summary>
internal static class Checkout
{
    /// <summary>The root, found from the folder of the running program.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Orleans.Video.sln"))) return folder;
        throw new InvalidOperationException($"no Orleans.Video.sln above {AppContext.BaseDirectory}: run the benchmarks from a checkout");
    }
}

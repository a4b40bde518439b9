using System.Diagnostics;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class ScriptTests
{
    [Theory]
    [InlineData("video")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    [InlineData(".ci/common.sh")]
    public async Task A_script_is_legal_bash(string script)
    {
        var (code, said) = await RunAsync("/bin/bash", ["-n", Path.Combine(TestData.RepositoryRoot, script)]);
        Assert.True(code == 0, said);
    }

    [Fact]
    public async Task Somebody_else_than_root_is_told_the_exact_command_for_what_is_missing()
    {
        using var bin = new Programs(user: 1000);
        var (code, said) = await RunAsync(Path.Combine(TestData.RepositoryRoot, "video"), ["status"], bin.Environment);
        Assert.Equal(1, code);
        Assert.Contains("sudo apt-get update && sudo apt-get install -y --no-install-recommends ffmpeg\n", said);
        Assert.Empty(bin.Installed);
    }

    [Fact]
    public async Task The_demo_and_the_tests_ask_for_all_that_they_need_at_once()
    {
        using var bin = new Programs(user: 1000);
        Assert.Contains("recommends ffmpeg espeak-ng nodejs", (await RunAsync(Path.Combine(TestData.RepositoryRoot, "test"), [], bin.Environment)).Said);
        bin.Add("ffmpeg", "exit 0");
        Assert.Contains("recommends espeak-ng", (await RunAsync(Path.Combine(TestData.RepositoryRoot, "video"), ["demo"], bin.Environment)).Said);
    }

    [Fact]
    public async Task Root_gets_what_is_missing_after_fetching_the_package_lists_when_they_are_empty()
    {
        using var bin = new Programs(user: 0);
        var need = $"set -euo pipefail; me=video; . '{TestData.RepositoryRoot}/.ci/common.sh'; need ffmpeg=ffmpeg espeak-ng=espeak-ng; echo done";
        var (code, said) = await RunAsync("/bin/bash", ["-c", need], bin.Environment);
        Assert.True(code == 0, said);
        Assert.Contains("video: installing ffmpeg espeak-ng", said);
        const string Install = "install -y --no-install-recommends ffmpeg espeak-ng";
        Assert.Equal([Install, "update", Install], bin.Installed);
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>A PATH with the few programs that a script may use, a user of our choice, and an apt-get that writes down what it is asked.</summary>
    private sealed class Programs : IDisposable
    {
        private static readonly string[] Allowed = ["bash", "dirname", "readlink", "mktemp", "cat", "rm"];

        private readonly TemporaryFolder _folder = new();

        public Programs(int user)
        {
            foreach (var program in Allowed) File.CreateSymbolicLink(_folder.File(program), Path.Combine("/usr/bin", program));
            Add("id", $"echo {user}");
            // The lists of a fresh machine are empty: the first install finds nothing.
            Add("apt-get", $"""
                echo "$*" >> '{_folder.File("asked")}'
                if [ "$1" = update ]; then : > '{_folder.File("lists")}'; fi
                [ -e '{_folder.File("lists")}' ]
                """);
        }

        public Dictionary<string, string> Environment => new Dictionary<string, string> { ["PATH"] = _folder.Path };

        public IReadOnlyList<string> Installed => File.Exists(_folder.File("asked")) ? File.ReadAllLines(_folder.File("asked")) : [];

        public void Add(string name, string script)
        {
            File.WriteAllText(_folder.File(name), $"#!/bin/bash\n{script}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        public void Dispose() => _folder.Dispose();
    }
}

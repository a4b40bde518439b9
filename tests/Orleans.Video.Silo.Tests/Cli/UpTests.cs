using System.Diagnostics;
using System.Text.Json;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class UpTests
{
    [Fact]
    public async Task A_silo_says_where_it_answers_serves_and_ends_with_0_on_SIGTERM()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "video.dll"), "up", "--data", folder.Path, "--urls", "http://127.0.0.1:0", "--json"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var cancellation = TestContext.Current.CancellationToken;
            var announced = JsonDocument.Parse(await process.StandardOutput.ReadLineAsync(cancellation) ?? "null").RootElement;
            Assert.Equal(process.Id, announced.GetProperty("pid").GetInt32());
            Assert.NotNull(ServerFile.TryRead(folder.Path));

            // Another command finds it by the data folder instead of starting its own, which the lock would refuse.
            var status = await CommandRun.RunAsync(folder.Path, ["status", "--json"], cancellation);
            Assert.True(status.Code == 0, status.Error);
            var second = await CommandRun.RunAsync(folder.Path, ["up", "--urls", "http://127.0.0.1:0", "--json"], cancellation);
            Assert.Equal(1, second.Code);
            Assert.Contains(folder.Path, Assert.Single(second.Errors).GetProperty("message").GetString());

            // bash has kill built in; as a program it is not on every machine.
            using var kill = Process.Start("bash", ["-c", $"kill -TERM {process.Id}"]);
            await process.WaitForExitAsync(cancellation);
            Assert.Equal(0, process.ExitCode);
            Assert.Null(ServerFile.TryRead(folder.Path));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task An_address_that_others_reach_needs_a_key()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(folder.Path, ["up", "--urls", "http://0.0.0.0:0", "--json"], TestContext.Current.CancellationToken);
        Assert.Equal(1, run.Code);
        Assert.Contains("ApiKeys", Assert.Single(run.Errors).GetProperty("message").GetString());
    }
}

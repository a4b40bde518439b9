using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class DiscoveryTests
{
    [Fact]
    public async Task A_running_silo_is_found_by_its_data_folder_and_no_more_once_it_has_stopped()
    {
        using var folder = new TemporaryFolder();
        using var roots = new TemporaryFolder();
        await using var silo = await VideoSilo.StartAsync(new VideoSiloOptions { DataFolder = folder.Path, MediaRoots = [roots.Path], Urls = ["http://127.0.0.1:0"], LogLevel = LogLevel.None });
        var found = await FindAsync(folder);
        Assert.Equal(silo.Address, found?.Address);
        Assert.Equal([roots.Path], found?.MediaRoots);
        await silo.StopAsync(TestContext.Current.CancellationToken);
        Assert.Null(await FindAsync(folder));
    }

    [Fact]
    public async Task What_a_killed_silo_left_leads_nowhere()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await using var silo = await VideoSilo.StartAsync(new VideoSiloOptions { DataFolder = other.Path, Urls = ["http://127.0.0.1:0"], LogLevel = LogLevel.None });
        // Another instance answers at the address of the file.
        await WriteAsync(folder, JsonSerializer.Serialize(new { address = silo.Address, pid = Environment.ProcessId, instance = "somebody else" }));
        Assert.Null(await FindAsync(folder));
        // Nobody answers there.
        await WriteAsync(folder, JsonSerializer.Serialize(new { address = "http://127.0.0.1:1", pid = Environment.ProcessId, instance = silo.Instance }));
        Assert.Null(await FindAsync(folder));
        // The process is gone: the kernel gives no process this number.
        await WriteAsync(folder, JsonSerializer.Serialize(new { address = silo.Address, pid = int.MaxValue, instance = silo.Instance }));
        Assert.Null(await FindAsync(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"address":"x","pid":1,"instance":"y"}""")]
    public async Task A_damaged_server_file_counts_for_nothing(string content)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder, content);
        Assert.Null(await FindAsync(folder));
    }

    [Fact]
    public void The_data_folder_comes_from_the_option_then_the_environment_then_the_home()
    {
        Assert.Equal("/given", Resolve("/given", ("ORLEANS_VIDEO_DATA_DIR", "/named")));
        Assert.Equal("/here/given", Resolve("given"));
        Assert.Equal("/named", Resolve(null, ("ORLEANS_VIDEO_DATA_DIR", "/named"), ("XDG_DATA_HOME", "/xdg")));
        Assert.Equal("/xdg/orleans-video", Resolve(null, ("XDG_DATA_HOME", "/xdg"), ("HOME", "/home/me")));
        Assert.Equal("/home/me/.local/share/orleans-video", Resolve(null, ("HOME", "/home/me")));
        Assert.Null(Resolve(null));
    }

    private static string? Resolve(string? given, params (string Name, string Value)[] variables)
    {
        var known = variables.ToDictionary(static pair => pair.Name, static pair => pair.Value);
        return DataFolder.TryResolve(
            new Orleans.Video.Cli.CommandLine.Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, CurrentFolder = "/here", Variable = known.GetValueOrDefault }, given);
    }

    private static Task<ServerFile?> FindAsync(TemporaryFolder folder) => Orleans.Video.Cli.Silos.RunningSilo.FindAsync(folder.Path, TestContext.Current.CancellationToken);

    private static Task WriteAsync(TemporaryFolder folder, string content) => File.WriteAllTextAsync(folder.File(ServerFile.Name), content, TestContext.Current.CancellationToken);
}

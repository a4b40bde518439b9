using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class SettingsFileTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_settings_file_of_the_data_folder_is_read_and_a_wrong_key_in_it_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{ "Video": { "Shardz": 4 } }""", Cancelled);
        var run = await CommandRun.RunAsync(folder.Path, ["up", "--json"], Cancelled);
        Assert.Equal(1, run.Code);
        Assert.Contains("Video:Shardz", Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_file_that_is_named_takes_its_place_and_the_command_line_goes_over_it()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{ "Video": { "Shardz": 4 } }""", Cancelled);
        await File.WriteAllTextAsync(folder.File("silo.json"), """{ "Video": { "Urls": "http://0.0.0.0:0", "ModelSet": "absent" } }""", Cancelled);
        var open = await CommandRun.RunAsync(folder.Path, ["up", "--config", "silo.json", "--json"], Cancelled);
        Assert.Contains("Video:ApiKeys", Assert.Single(open.Errors).GetProperty("message").GetString());
        var closed = await CommandRun.RunAsync(folder.Path, ["up", "--config", "silo.json", "--urls", "http://127.0.0.1:0", "--json"], Cancelled);
        Assert.Contains("Video:ModelSet", Assert.Single(closed.Errors).GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("absent.json", null)]
    [InlineData("broken.json", "{ \"Video\": ")]
    public async Task A_file_that_cannot_be_read_is_named(string name, string? content)
    {
        using var folder = new TemporaryFolder();
        if (content is not null) await File.WriteAllTextAsync(folder.File(name), content, Cancelled);
        var run = await CommandRun.RunAsync(folder.Path, ["up", "--config", name, "--json"], Cancelled);
        Assert.Equal(1, run.Code);
        Assert.Contains(folder.File(name), Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_settings_file_cannot_send_its_own_data_folder_elsewhere()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{ "Video": { "DataFolder": "/elsewhere" } }""", Cancelled);
        var run = await CommandRun.RunAsync(folder.Path, ["up", "--json"], Cancelled);
        Assert.Contains("/elsewhere", Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task No_single_command_joins_a_cluster()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("appsettings.json"), """{ "Video": { "Cluster": { "Redis": "127.0.0.1:1" } } }""", Cancelled);
        var run = await CommandRun.RunAsync(folder.Path, ["status", "--json"], Cancelled);
        Assert.Equal(1, run.Code);
        Assert.Contains("--url", Assert.Single(run.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_is_for_a_silo_of_a_cluster_needs_the_cluster()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(folder.Path, ["up", "--silo-port", "0", "--json"], Cancelled);
        Assert.Equal(2, run.Code);
    }
}

using Orleans.Video.Client;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Hosting;

public sealed class VideoSiloTests
{
    [Fact]
    public async Task Several_silos_run_in_one_process_and_each_says_where_it_answers()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        await using var first = await VideoSilo.StartAsync(new VideoSiloOptions { DataFolder = one.Path, Urls = ["http://127.0.0.1:0"] });
        await using var second = await VideoSilo.StartAsync(new VideoSiloOptions { DataFolder = two.Path, Urls = ["http://127.0.0.1:0"] });
        Assert.NotEqual(first.Address, second.Address);
        foreach (var (silo, folder) in new[] { (first, one), (second, two) })
        {
            using var client = new VideoClient(silo.Address);
            Assert.Equal(silo.Instance, (await client.GetHealthAsync())?.Instance);
            Assert.Equal(new ServerFile(silo.Address, Environment.ProcessId, silo.Instance), ServerFile.TryRead(folder.Path)! with { MediaRoots = null });
        }

        await first.StopAsync();
        Assert.Null(ServerFile.TryRead(one.Path));
    }
}

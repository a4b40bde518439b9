using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Orleans.Video.Grains;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>What a cluster needs is checked before a silo takes any work, and the message names the option.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_on_files_is_refused_by_name()
    {
        using var data = new TemporaryFolder();
        var refused = await RefusedAsync(Options(data, "127.0.0.1:1", blobs: null));
        Assert.Contains("Video:BlobConnectionString is absent", refused, StringComparison.Ordinal);
        Assert.Contains("Video:Cluster", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Redis_that_does_not_answer_is_named()
    {
        using var data = new TemporaryFolder();
        var port = ChildServer.FreePort();
        var refused = await RefusedAsync(Options(data, $"127.0.0.1:{port},connectTimeout=500,connectRetry=1", "UseDevelopmentStorage=true"));
        Assert.Contains("Video:Cluster:Redis", refused, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port}", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var redis = await RedisServer.RequireAsync(Cancelled);
        using var data = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = Options(data, redis.ConnectionString, "UseDevelopmentStorage=true");
        var refused = await RefusedAsync(options with { Cluster = options.Cluster! with { SiloPort = port } });
        Assert.Contains($"Video:Cluster:SiloPort {port} is in use", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silos_that_disagree_about_shards_or_the_model_set_do_not_work_on_one_store()
    {
        await using var redis = await RedisServer.RequireAsync(Cancelled);
        await using var blobs = await Azurite.RequireAsync(Cancelled);
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        var options = Options(two, redis.ConnectionString, blobs.ConnectionString);
        await using (await VideoSilo.StartAsync(Options(one, redis.ConnectionString, blobs.ConnectionString), cancellationToken: Cancelled))
        {
            var shards = await RefusedAsync(options with { Pipeline = new VideoPipelineOptions { Shards = 3 } });
            Assert.Contains("Video:Shards is 3", shards, StringComparison.Ordinal);
            Assert.Contains("says 8", shards, StringComparison.Ordinal);
        }

        // A store that has moved on to a set whose files this silo lacks, and one whose set was changed under its id.
        var store = new BlobObjectStore(new BlobContainerClient(blobs.ConnectionString, options.BlobContainer));
        var pointer = System.Text.Encoding.UTF8.GetString((await store.GetAsync("models/sets.json", Cancelled))!.Content.Span);
        await store.PutAsync("models/sets.json", System.Text.Encoding.UTF8.GetBytes(pointer.Replace("starter", "another", StringComparison.Ordinal)), ct: Cancelled);
        Assert.Contains("model set 'another': not found in", await RefusedAsync(options), StringComparison.Ordinal);
        await store.PutAsync("models/sets.json", System.Text.Encoding.UTF8.GetBytes(pointer.Replace("\"Digest\":\"", "\"Digest\":\"x", StringComparison.Ordinal)), ct: Cancelled);
        Assert.Contains("it is not the set of that id which made what is in the store", await RefusedAsync(options), StringComparison.Ordinal);
        await store.PutAsync("models/sets.json", System.Text.Encoding.UTF8.GetBytes(pointer), ct: Cancelled);
        await using (await VideoSilo.StartAsync(options, cancellationToken: Cancelled))
        {
            // The store serves it still.
        }
    }

    private static VideoSiloOptions Options(TemporaryFolder data, string redis, string? blobs) => new()
    {
        DataFolder = data.Path,
        Urls = ["http://127.0.0.1:0"],
        ModelFolders = [Path.Combine(TestData.RepositoryRoot, "models")],
        BlobConnectionString = blobs,
        Cluster = new VideoClusterOptions { Redis = redis, SiloPort = 0 },
    };

    private static async Task<string> RefusedAsync(VideoSiloOptions options) =>
        (await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(options, cancellationToken: Cancelled))).Message;
}

using Orleans.Video.Encoders;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Encoders;

public sealed class DevicelessSiloTests
{
    [Fact]
    public async Task A_silo_without_devices_searches_and_takes_no_videos()
    {
        await using var cluster = await EncoderCluster.StartAsync(["none", "cpu:0", "none"]);
        string[] ids = [.. Enumerable.Range(0, 6).Select(i => $"v{i}")];
        // By way of every silo, the deviceless ones too.
        for (var i = 0; i < ids.Length; i++) await SubmitAsync(cluster.Service<IGrainFactory>(i % 3), ids[i]);
        foreach (var id in ids) await WaitUntilReadyAsync(cluster, id);

        var activations = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        foreach (var kind in (string[])["VideoGrain", "EmbeddingGrain", "EncoderGrain"])
        {
            var homes = activations.Where(activation => activation.GrainType.Contains(kind, StringComparison.Ordinal)).ToArray();
            Assert.NotEmpty(homes);
            Assert.All(homes, home => Assert.Equal(cluster.AddressOf(1), home.SiloAddress));
        }

        Assert.Empty(cluster.Engines(0).Runs);
        Assert.Empty(cluster.Engines(2).Runs);

        // Its searches find what the others read, and its words are encoded where there is a device.
        var found = await cluster.Service<IGrainFactory>(2).GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("quokka", SearchScope.Video, [], 50));
        Assert.Equal(ids.Order(), found.Results.Select(result => result.VideoId).Order());
        cluster.Engines(1).Forget();
        Assert.Equal(1, (await cluster.Router(2).EncodeAsync(Modality.Text, new TextBatch(["quokka"]))).Vectors[0]);
        Assert.Equal([("cpu:0", Modality.Text, 1)], cluster.Engines(1).Runs);
    }

    [Fact]
    public async Task Without_any_device_in_the_cluster_the_error_names_what_is_missing()
    {
        await using var cluster = await EncoderCluster.StartAsync(["none"]);
        var missing = await Assert.ThrowsAsync<NoDeviceException>(() => cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["x"])));
        Assert.StartsWith("no silo of the cluster has a device for the text encoder of model set starter", missing.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<NoDeviceException>(() => SubmitAsync(cluster.Service<IGrainFactory>(0), "v"));
        Assert.StartsWith("no silo of the cluster has a device, so none can take videos", refused.Message, StringComparison.Ordinal);
        // Nothing else needs one.
        var found = await cluster.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("x", SearchScope.Video, [], 5));
        Assert.Empty(found.Results);
    }

    private static async Task SubmitAsync(IGrainFactory grains, string id)
    {
        var reply = await grains.GetGrain<IVideoGrain>(id).SubmitAsync(new VideoEvent
        {
            Id = "u1",
            VideoId = id,
            Sequence = 1,
            Kind = VideoEventKind.Uploaded,
            Uri = SampleVideos.Mp4(3),
            Title = "quokka",
        });
        Assert.True(reply.Outcome == Intake.Accepted, reply.Message);
    }

    private static async Task WaitUntilReadyAsync(EncoderCluster cluster, string id)
    {
        var video = cluster.Grains.GetGrain<IVideoGrain>(id);
        var status = await video.GetStatusAsync();
        while (status is not { IsSettled: true })
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            status = await video.WaitForChangeAsync(status?.Version ?? 0, TimeSpan.FromSeconds(1));
        }

        Assert.True(status.State == VideoState.Ready, status.Reason);
    }
}

using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CloudNative.CloudEvents.SystemTextJson;
using Orleans.Video.Embeddings;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Streams;

public sealed class MirrorTests
{
    // What the starter set says of its visual and audio vectors.
    private const int StarterWidth = 128;

    [Fact]
    public async Task Updates_of_vectors_and_words_are_read_back_by_a_plain_consumer()
    {
        await using var cluster = await MirroringAsync();
        var revision = await LetLiveAsync(cluster);
        var update = await Vectors(cluster).AddSegmentAsync(Segment(revision, 0));
        await cluster.Silos.Client.GetGrain<ITranscriptGrain>("starter/v").AddSegmentAsync(new SegmentWords(revision, 0, "en", "engine", [new SpokenWord("hello", 0.25, 0.5, 0.75f)], false));

        var record = Assert.Single(await cluster.ReadAsync("embeddings", 1));
        Assert.Equal("v", Encoding.UTF8.GetString(record.Message.Key!));
        var told = new JsonEventFormatter().DecodeStructuredModeMessage(record.Message.Value, null, null);
        Assert.True(told.IsValid);
        Assert.Equal(($"starter/v/{revision}/0", "video.embedding.updated", "v"), (told.Id, told.Type, told.Subject));
        var data = (JsonElement)told.Data!;
        Assert.Equal((0, 1, 1), (data.GetProperty("segment").GetInt32(), data.GetProperty("segments").GetInt32(), data.GetProperty("seconds").GetInt32()));
        var visual = MemoryMarshal.Cast<byte, float>(data.GetProperty("vectors").GetProperty("visual").GetBytesFromBase64()).ToArray();
        Assert.Equal(update.Vectors.Visual, visual);

        var words = new JsonEventFormatter().DecodeStructuredModeMessage(Assert.Single(await cluster.ReadAsync("transcripts", 1)).Message.Value, null, null);
        Assert.Equal("video.transcript.updated", words.Type);
        Assert.Equal("hello", ((JsonElement)words.Data!).GetProperty("words")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_update_that_the_log_could_not_take_is_published_once_it_can()
    {
        await using var cluster = await MirroringAsync();
        var revision = await LetLiveAsync(cluster);
        await cluster.Broker.DownAsync();
        var refused = await Assert.ThrowsAsync<LogUnavailableException>(() => Vectors(cluster).AddSegmentAsync(Segment(revision, 0)));
        Assert.Contains("embeddings", refused.Message, StringComparison.Ordinal);
        await cluster.Broker.UpAsync();
        // What a video that goes on asks first.
        await Condition.HoldsAsync(
            async () =>
            {
                try
                {
                    return (await Vectors(cluster).TakeOverAsync(revision)).Segments == 1;
                }
                catch (LogUnavailableException)
                {
                    return false;
                }
            },
            "the update is published",
            LogCluster.Cancelled);
        Assert.Equal("v", Encoding.UTF8.GetString((await cluster.ReadAsync("embeddings", 1))[0].Message.Key!));
    }

    [Fact]
    public async Task Without_topics_for_them_updates_go_nowhere_and_events_that_grains_publish_go_to_the_log()
    {
        await using var cluster = await LogCluster.StartAsync();
        var revision = await LetLiveAsync(cluster);
        await Vectors(cluster).AddSegmentAsync(Segment(revision, 0));
        Assert.Equal(1, (await Vectors(cluster).TakeOverAsync(revision)).Segments);
        Assert.Equal(0, (await cluster.Log.EndsAsync()).Sum());
    }

    private static Task<LogCluster> MirroringAsync() => LogCluster.StartAsync(change: options => options with { EmbeddingsTopic = "embeddings", TranscriptsTopic = "transcripts" });

    private static IEmbeddingGrain Vectors(LogCluster cluster) => cluster.Silos.Client.GetGrain<IEmbeddingGrain>("starter/v");

    /// <summary>Makes the record of a video that may be read and that nobody reads: results are only stored of a video that lives.</summary>
    /// <returns>Its revision.</returns>
    private static async Task<string> LetLiveAsync(LogCluster cluster)
    {
        await cluster.Video("v").SubmitAsync(LogCluster.Upload("v"));
        const string name = "state/video/v.json";
        var record = Encoding.UTF8.GetString((await cluster.Store.GetAsync(name, LogCluster.Cancelled))!.Content.Span);
        await cluster.Store.PutAsync(name, Encoding.UTF8.GetBytes(record.Replace(Audience.Private, Audience.Public, StringComparison.Ordinal)), ct: LogCluster.Cancelled);
        return (await cluster.Video("v").GetStatusAsync())!.Revision!;
    }

    private static SegmentVectors Segment(string revision, int index)
    {
        var visual = new float[StarterWidth];
        visual[0] = 1;
        return new SegmentVectors(revision, index, index, visual, new float[StarterWidth], [true], [false], false);
    }
}

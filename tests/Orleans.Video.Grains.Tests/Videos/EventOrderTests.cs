using CsCheck;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class EventOrderTests
{
    private static readonly string[] Media =
    [
        SampleVideos.Mp4(1), SampleVideos.Mp4(3), SampleVideos.Mp4(10), SampleVideos.Write("unreadable.mp4", path => File.WriteAllText(path, "no video")),
    ];

    [Fact]
    public async Task Events_in_any_order_and_repeated_end_in_the_state_of_the_events_in_order_once()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        var next = 0;
        await Gen.Select(VideoEvents.History, Gen.Int[0, 1_000_000]).SampleAsync(
            async (history, seed) =>
            {
                var number = Interlocked.Increment(ref next);
                var (ordered, shuffled) = ($"ordered-{number}", $"shuffled-{number}");
                foreach (var e in history.OrderBy(e => e.Sequence).ThenBy(e => e.Id, StringComparer.Ordinal)) await SubmitAsync(pipeline, ordered, e);
                var random = new Random(seed);
                var events = history.Concat(history.Where(_ => random.Next(2) == 0)).ToArray();
                random.Shuffle(events);
                foreach (var e in events) await SubmitAsync(pipeline, shuffled, e);
                Assert.Equal(await OutcomeAsync(pipeline, ordered), await OutcomeAsync(pipeline, shuffled));
            },
            iter: 25, threads: 2);
    }

    private static Task SubmitAsync(TestPipeline pipeline, string id, VideoEvent e) =>
        pipeline.Video(id).SubmitAsync(e with { VideoId = id, Uri = e.Uri is null ? null : Media[e.Uri[^5] - '0'] });

    // All that a user can see of a settled video, and the names of everything stored of it. What a failed video keeps (an earlier
    // revision, if that was ready in time) depends on when its events came, as it should.
    private static async Task<string> OutcomeAsync(TestPipeline pipeline, string id)
    {
        var status = await pipeline.Video(id).GetStatusAsync() is null ? null : await pipeline.WaitUntilSettledAsync(id);
        var objects = (await pipeline.ListObjectsAsync("vectors/")).Where(name => name.Contains($"/{id}/", StringComparison.Ordinal)).Select(name => name.Replace(id, "", StringComparison.Ordinal));
        if (status?.State == VideoState.Failed) objects = [];
        // That there are no words is kept only where there had been some.
        if (status is { Title: null, Caption: null, Description: null }) objects = objects.Where(static name => !name.EndsWith("/text.vec", StringComparison.Ordinal));
        return status is null
            ? $"none {string.Join(' ', objects)}"
            : $"{status.State} {status.Title} {status.Description} {status.Audience} {status.Learn} {status.Revision} {status.State == VideoState.Ready && status.ServingRevision == status.Revision} {status.Seconds} {string.Join(' ', objects)}";
    }
}

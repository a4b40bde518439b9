using CsCheck;
using Orleans.Video.Storage;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Streams;

/// <summary>Any history of a video, sent in any order, with repetitions and with garbage between, ends in the state that a plain model computes.</summary>
public sealed class EventHistoryTests
{
    private static readonly string Unreadable = SampleVideos.Write("unreadable.mp4", path => File.WriteAllText(path, "no video"));

    private static readonly string[] Media = [SampleVideos.Brief(0), SampleVideos.Brief(1), Unreadable];

    private static readonly Gen<VideoEvent> OneEvent = Gen.Select(Gen.Int[0, 5], Gen.Long[1, 6], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 99_999], Gen.Int[0, 2], (kind, sequence, title, audience, id, medium) => new VideoEvent
    {
        Id = $"e{id:D5}",
        VideoId = "to be named",
        Sequence = sequence,
        Kind = kind switch { 0 => VideoEventKind.Deleted, 1 or 2 => VideoEventKind.Uploaded, _ => VideoEventKind.Updated },
        Uri = kind is 1 or 2 ? Media[medium] : null,
        Title = kind == 0 ? null : $"title {title}",
        // An upload that names no audience is public.
        Audience = kind == 0 ? null : audience switch { 0 => Audience.Private, 1 => Audience.Friends, 2 => Audience.Public, _ => null },
    });

    private static readonly Gen<(VideoEvent[] Events, int[] Order)> History = Gen.Select(OneEvent.Array[1, 8], Gen.Int[0, 1_000_000].Array[40], (events, order) => (events, order));

    private static CancellationToken Cancelled => LogCluster.Cancelled;

    [Fact]
    public async Task Duplicated_reordered_and_malformed_events_lead_to_the_state_of_the_model()
    {
        await using var cluster = await LogCluster.StartAsync();
        var (video, malformed) = (0, 0);
        // Each of the ends a history can have, then whatever is drawn.
        foreach (var (audience, uri, end) in new[] { (Audience.Public, Media[0], VideoState.Ready), (Audience.Private, Media[0], VideoState.Rejected), (Audience.Public, Unreadable, VideoState.Failed) })
        {
            var upload = new VideoEvent { Id = "e", VideoId = "to be named", Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = uri, Audience = audience };
            Assert.Equal(end, await EndsAsModelAsync([upload], [.. Enumerable.Range(0, 40)]));
        }

        await History.SampleAsync(async history => _ = await EndsAsModelAsync(history.Events, history.Order), iter: 22, threads: 1, seed: "0000K2tvVKd1");
        Assert.Equal(malformed, (await cluster.Log.ReadDeadLettersAsync(Cancelled)).Distinct().Count());

        async Task<VideoState?> EndsAsModelAsync(VideoEvent[] history, int[] order)
        {
            var id = $"history-{++video}";
            var events = history.Select((one, i) => one with { VideoId = id, Id = $"{one.Id}-{i}" }).ToArray();
            // Each event once or twice, in an order of the numbers drawn, every third record followed by one that is cut off.
            var records = events.Concat(events.Where((_, i) => order[i] % 2 == 0)).Zip(order).OrderBy(pair => pair.Second).Select(pair => pair.First).ToArray();
            for (var i = 0; i < records.Length; i++)
            {
                await cluster.SendAsync(records[i]);
                if (i % 3 != 0) continue;
                await cluster.SendAsync(id, CloudEventWriter.Write(records[i])[..^(1 + (order[i] % 20))]);
                malformed++;
            }

            await cluster.UntilCommittedAsync();
            var status = await SettledAsync(cluster.Video(id));
            Assert.Equal(Expected(events), status is null ? null : new Outcome(status.State, status.Title, status.Audience, status.Uri));
            // What a failed video keeps of an earlier revision depends on when its events came, as it should.
            if (status?.State != VideoState.Failed) Assert.Equal(status?.State == VideoState.Ready, await HasVectorsAsync(cluster.Store, id));
            return status?.State;
        }
    }

    private static async Task<VideoStatus?> SettledAsync(IVideoGrain video)
    {
        var status = await video.GetStatusAsync();
        while (status is { IsSettled: false })
        {
            Cancelled.ThrowIfCancellationRequested();
            status = await video.WaitForChangeAsync(status.Version, TimeSpan.FromSeconds(1));
        }

        return status;
    }

    private static async Task<bool> HasVectorsAsync(IObjectStore store, string id)
    {
        await foreach (var _ in store.ListAsync($"vectors/starter/{id}/", Cancelled)) return true;
        return false;
    }

    /// <summary>What a video is after all its events, by definition: the last deletion forgets all before it; of the rest each field has its last value, and what may be read is read.</summary>
    private static Outcome? Expected(VideoEvent[] events)
    {
        var ordered = events.OrderBy(one => one.Sequence).ThenBy(one => one.Id, StringComparer.Ordinal).ToArray();
        var alive = ordered.SkipWhile((_, i) => ordered.Skip(i).Any(one => one.Kind == VideoEventKind.Deleted)).ToArray();
        if (!alive.Any(one => one.Kind == VideoEventKind.Uploaded)) return null;
        (string? Title, string? Audience, string? Uri) said = default;
        foreach (var one in alive)
        {
            var whole = one.Kind == VideoEventKind.Uploaded;
            said = whole ? (one.Title, one.Audience ?? Audience.Public, one.Uri) : (one.Title ?? said.Title, one.Audience ?? said.Audience, said.Uri);
        }

        var state = said.Audience != Audience.Public ? VideoState.Rejected : said.Uri == Unreadable ? VideoState.Failed : VideoState.Ready;
        return new Outcome(state, said.Title, said.Audience, said.Uri);
    }

    private sealed record Outcome(VideoState State, string? Title, string? Audience, string? Uri);
}

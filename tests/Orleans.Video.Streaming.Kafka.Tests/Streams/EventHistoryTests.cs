using CsCheck;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Streams;

/// <summary>Any history of a video, sent in any order, with repetitions and with garbage between, ends in the state that a plain model computes.</summary>
public sealed class EventHistoryTests
{
    private static readonly Gen<VideoEvent> OneEvent = Gen.Select(Gen.Int[0, 5], Gen.Long[1, 6], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 99_999], (kind, sequence, title, friends, id) => new VideoEvent
    {
        Id = $"e{id:D5}",
        VideoId = "to be named",
        Sequence = sequence,
        Kind = kind switch { 0 => VideoEventKind.Deleted, 1 or 2 => VideoEventKind.Uploaded, _ => VideoEventKind.Updated },
        Uri = kind is 1 or 2 ? "/videos/a.mp4" : null,
        Title = kind == 0 ? null : $"title {title}",
        // Never public: nothing is to be read.
        Audience = kind switch { 0 => null, 1 or 2 => friends ? Audience.Friends : Audience.Private, _ => friends ? Audience.Friends : null },
    });

    private static readonly Gen<(VideoEvent[] Events, int[] Order)> History = Gen.Select(OneEvent.Array[1, 8], Gen.Int[0, 1_000_000].Array[40], (events, order) => (events, order));

    [Fact]
    public async Task Duplicated_reordered_and_malformed_events_lead_to_the_state_of_the_model()
    {
        await using var cluster = await LogCluster.StartAsync();
        var video = 0;
        await History.SampleAsync(
            async history =>
            {
                var id = $"history-{Interlocked.Increment(ref video)}";
                var events = history.Events.Select(one => one with { VideoId = id }).ToArray();
                // Each event once or twice, in an order of the numbers drawn, every third record followed by one that is cut off.
                var records = events.Concat(events.Where((_, i) => history.Order[i] % 2 == 0)).Zip(history.Order).OrderBy(pair => pair.Second).Select(pair => pair.First).ToArray();
                for (var i = 0; i < records.Length; i++)
                {
                    await cluster.SendAsync(records[i]);
                    if (i % 3 == 0) await cluster.SendAsync(id, CloudEventWriter.Write(records[i])[..^(1 + (history.Order[i] % 20))]);
                }

                await cluster.UntilCommittedAsync();
                var status = await cluster.Video(id).GetStatusAsync();
                Assert.Equal(Expected(events), status is null ? null : (status.Title, status.Audience));
            },
            iter: 25,
            threads: 1,
            seed: "0000K2tvVKd1");
    }

    /// <summary>What is said of a video after all its events, by definition: the last deletion forgets all before it; of the rest each field has its last value.</summary>
    private static (string? Title, string? Audience)? Expected(VideoEvent[] events)
    {
        var ordered = events.OrderBy(one => one.Sequence).ThenBy(one => one.Id, StringComparer.Ordinal).ToArray();
        var alive = ordered.SkipWhile((_, i) => ordered.Skip(i).Any(one => one.Kind == VideoEventKind.Deleted)).ToArray();
        if (!alive.Any(one => one.Kind == VideoEventKind.Uploaded)) return null;
        (string? Title, string? Audience) state = default;
        foreach (var one in alive)
        {
            var whole = one.Kind == VideoEventKind.Uploaded;
            state = (whole ? one.Title : one.Title ?? state.Title, whole ? one.Audience : one.Audience ?? state.Audience);
        }

        return state;
    }
}

using System.Text;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>What was sent through the log, where each record lies in it, and whether its effect is durable.</summary>
internal sealed class SentEvents(TestLog log)
{
    private readonly Lock _lock = new();
    private readonly List<(int Partition, long Offset, string VideoId, string? EventId)> _records = [];

    public TestLog Log => log;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Sends an event. Its video has no later one that says the same, so that the video's record names it from then on.</summary>
    public async Task SendAsync(string type, string videoId, long sequence, object? data)
    {
        var sent = await log.SendAsync(videoId, TestLog.CloudEvent(type, videoId, sequence, data), ct: Cancelled);
        lock (_lock) _records.Add((sent.Partition.Value, sent.Offset.Value, videoId, TestLog.EventIdOf(type, sequence)));
    }

    /// <summary>Sends a record of a video that is no event.</summary>
    public async Task SendGarbageAsync(string videoId, byte[] garbage)
    {
        var sent = await log.SendAsync(videoId, garbage, ct: Cancelled);
        lock (_lock) _records.Add((sent.Partition.Value, sent.Offset.Value, videoId, null));
    }

    /// <summary>Fails unless all that lies before the group's offsets is durable: events in the records of their videos, and what is none among the dead letters.</summary>
    /// <param name="store">The silos' store, asked directly.</param>
    /// <returns>The offsets.</returns>
    public async Task<long[]> AssertNotAheadAsync(IObjectStore store)
    {
        // First the offsets, then what they stand for: what is durable stays so.
        var committed = await log.CommittedAsync();
        (int Partition, long Offset, string VideoId, string? EventId)[] before;
        lock (_lock) before = [.. _records.Where(record => record.Offset < committed[record.Partition])];
        var letters = before.Any(record => record.EventId is null) ? (await log.ReadDeadLettersAsync(Cancelled)).ToHashSet() : [];
        var records = new Dictionary<string, string>();
        foreach (var (partition, offset, videoId, eventId) in before)
        {
            if (eventId is null)
            {
                Assert.True(letters.Contains((partition, offset)), $"partition {partition}: {committed[partition]} is committed, and there is no dead letter of {offset}");
                continue;
            }

            if (!records.TryGetValue(videoId, out var stored))
                records[videoId] = stored = await store.GetAsync($"state/video/{videoId}.json", Cancelled) is { } record ? Encoding.UTF8.GetString(record.Content.Span) : "nothing";
            Assert.True(stored.Contains($"\"{eventId}\"", StringComparison.Ordinal), $"partition {partition}: {committed[partition]} is committed, and event {eventId} of {videoId} at {offset} is not durable; stored is {stored}");
        }

        return committed;
    }
}

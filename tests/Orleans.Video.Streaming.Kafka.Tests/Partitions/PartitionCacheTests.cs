using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Streaming.Kafka.Partitions;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Partitions;

public sealed class PartitionCacheTests
{
    private readonly Waiters _videos = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Whatever_happens_to_deliveries_the_offset_stays_before_the_first_event_that_is_not_durable_and_none_is_passed_over() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 6]).Array[1, 120].Sample(steps =>
        {
            var cache = Cache(maxEvents: 1_000);
            var (next, durable) = (0L, new HashSet<long>());
            var cursors = new PartitionCursor?[4];
            var handedOut = new long[4][];
            foreach (var (video, action) in steps)
            {
                var stream = StreamOf(video);
                switch (action)
                {
                    case 0 or 1: // an event comes; offsets have gaps
                        next += 1 + action;
                        Add(cache, next, video);
                        break;
                    case 2: // a dead letter comes and is written at once
                        next++;
                        cache.Take(next);
                        cache.Acknowledge(next);
                        durable.Add(next);
                        break;
                    case 3 or 4: // the agent delivers, and the video makes it durable, or had done so
                        cursors[video] ??= (PartitionCursor)cache.TryGetCacheCursor(stream, null).Cursor!;
                        durable.UnionWith(handedOut[video] ?? []);
                        handedOut[video] = cursors[video]!.MoveNext() ? OffsetsOf(cursors[video]!) : [];
                        break;
                    case 5: // a delivery fails
                        if (handedOut[video] is not { Length: > 0 } failed) break;
                        cursors[video]!.RecordDeliveryFailure();
                        Assert.True(cursors[video]!.MoveNext());
                        handedOut[video] = OffsetsOf(cursors[video]!);
                        Assert.Equal(failed, handedOut[video].Take(failed.Length));
                        break;
                    default: // the agent drops the stream, in the middle of a delivery or not
                        cursors[video]?.Dispose();
                        (cursors[video], handedOut[video]) = (null, []);
                        break;
                }

                for (var offset = 0L; offset < (cache.Committable ?? 0); offset++)
                    Assert.True(durable.Contains(offset) || !Taken(offset), $"{offset} is passed over");
            }

            // In the end everything that came is handed out.
            for (var video = 0; video < 4; video++)
            {
                using var cursor = (PartitionCursor)cache.TryGetCacheCursor(StreamOf(video), null).Cursor!;
                while (cursor.MoveNext()) durable.UnionWith(OffsetsOf(cursor));
            }

            Assert.Equal(0, cache.Waiting);
            if (next > 0) Assert.Equal(next + 1, cache.Committable);

            bool Taken(long offset) => _taken.Contains(offset);
        }, threads: 1);

    private readonly HashSet<long> _taken = [];

    [Fact]
    public void An_event_that_nobody_took_up_is_offered_again_after_a_while_and_not_counted_twice()
    {
        var cache = Cache();
        Add(cache, 1, 0);
        Assert.Empty(cache.TakeForgotten());
        _time.Advance(PartitionCache.OfferAgainAfter);
        var offered = cache.TakeForgotten();
        Assert.Equal(1, ((LogBatch)Assert.Single(offered)).Position.SequenceNumber);
        cache.AddToCache(offered);
        Assert.Equal(1, cache.Waiting);
        var cursor = cache.TryGetCacheCursor(StreamOf(0), null).Cursor!;
        Assert.Equal(QueueCacheCursorMoveResultKind.Success, cursor.MoveNextWithResult().Kind);
        cursor.GetCurrent(out _);
        _time.Advance(PartitionCache.OfferAgainAfter);
        Assert.Empty(cache.TakeForgotten());
        cursor.Dispose();
        _time.Advance(PartitionCache.OfferAgainAfter);
        Assert.Single(cache.TakeForgotten());
    }

    [Fact]
    public void There_is_room_for_so_many_events_and_bytes_and_no_more()
    {
        var cache = Cache(maxEvents: 2);
        Add(cache, 1, 0);
        Assert.Equal(1, cache.Room);
        Add(cache, 2, 0);
        Assert.Equal(0, cache.Room);
        Assert.Equal(1, cache.GetMaxAddCount());
        using var cursor = (PartitionCursor)cache.TryGetCacheCursor(StreamOf(0), null).Cursor!;
        cursor.MoveNext();
        cursor.GetCurrent(out _);
        cursor.MoveNext();
        Assert.Equal(2, cache.Room);

        var narrow = Cache(maxBytes: 150);
        Add(narrow, 1, 0);
        Assert.NotEqual(0, narrow.Room);
        Add(narrow, 2, 0);
        Assert.Equal(0, narrow.Room);
    }

    [Fact]
    public void Reading_waits_while_more_videos_wait_than_may()
    {
        var cache = Cache();
        Assert.False(cache.IsUnderPressure());
        _videos.Waiting = 3;
        Assert.False(cache.IsUnderPressure());
        _videos.Waiting = 4;
        Assert.True(cache.IsUnderPressure());
    }

    [Fact]
    public void Nothing_is_read_any_more_once_the_silo_stops()
    {
        var cache = Cache();
        _videos.IsStopping = true;
        Assert.True(cache.IsUnderPressure());
    }

    [Fact]
    public void A_place_in_another_partition_says_nothing_of_this_one()
    {
        var cache = Cache();
        Add(cache, 5, 0);
        Assert.Equal(QueueCacheCursorResultKind.CacheMiss, cache.TryGetCacheCursor(StreamOf(0), new LogPosition(8, 100)).Kind);
        Assert.Equal(QueueCacheCursorResultKind.Success, cache.TryGetCacheCursor(StreamOf(0), new LogPosition(7, 100)).Kind);
        Assert.NotEqual(new LogPosition(7, 5), new LogPosition(8, 5));
    }

    [Fact]
    public void Moving_on_without_having_been_handed_an_event_passes_none_over()
    {
        var cache = Cache();
        Add(cache, 1, 0);
        using var cursor = (PartitionCursor)cache.TryGetCacheCursor(StreamOf(0), null).Cursor!;
        Assert.True(cursor.MoveNext());
        Assert.True(cursor.MoveNext());
        Assert.Equal([1], OffsetsOf(cursor));
        Assert.Equal(1, cache.Committable);
    }

    [Fact]
    public void What_waits_for_one_video_is_delivered_together_up_to_a_bound_and_what_comes_meanwhile_next()
    {
        var cache = Cache(maxEvents: 1_000);
        for (var offset = 1; offset <= VideoBatch.MaxEvents + 2; offset++) Add(cache, offset, 0);
        Add(cache, 100, 1);
        using var cursor = (PartitionCursor)cache.TryGetCacheCursor(StreamOf(0), null).Cursor!;
        Assert.True(cursor.MoveNext());
        Assert.Equal(Enumerable.Range(1, VideoBatch.MaxEvents).Select(static n => (long)n), OffsetsOf(cursor));
        Add(cache, 101, 0);
        Assert.Equal(1, cache.Committable);
        Assert.True(cursor.MoveNext());
        Assert.Equal(VideoBatch.MaxEvents + 1, cache.Committable);
        Assert.Equal([VideoBatch.MaxEvents + 1, VideoBatch.MaxEvents + 2, 101], OffsetsOf(cursor));
        Assert.False(cursor.MoveNext());
        Assert.Equal(100, cache.Committable);
        Assert.Equal(1, cache.Waiting);
    }

    private static long[] OffsetsOf(PartitionCursor cursor) => [.. ((VideoBatch)cursor.GetCurrent(out _)!).Events.Select(static one => one.Position.SequenceNumber)];

    private static StreamId StreamOf(int video) => StreamId.Create(VideoStreams.Uploads, $"v{video}");

    private PartitionCache Cache(int maxEvents = 10, long maxBytes = 1 << 20)
    {
        _taken.Clear();
        return new PartitionCache(new PartitionBounds(7, maxEvents, maxBytes, MaxWaitingVideos: 3), _videos, _time);
    }

    private void Add(PartitionCache cache, long offset, int video)
    {
        _taken.Add(offset);
        cache.Take(offset);
        var videoEvent = new VideoEvent { Id = $"e{offset}", VideoId = $"v{video}", Sequence = 1, Kind = VideoEventKind.Deleted };
        cache.AddToCache([new LogBatch(videoEvent, new LogPosition(7, offset), 100)]);
    }

    private sealed class Waiters : IWaitingVideos
    {
        public int Waiting { get; set; }

        public bool IsStopping { get; set; }
    }
}

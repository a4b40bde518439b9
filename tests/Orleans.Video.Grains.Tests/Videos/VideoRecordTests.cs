using CsCheck;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class VideoRecordTests
{
    [Fact]
    public void Events_in_any_order_and_repeated_lead_to_the_record_of_the_events_in_order_once() =>
        Gen.Select(VideoEvents.History, Gen.Int[0, 1_000_000]).Sample((history, seed) =>
        {
            var inOrder = Apply(history.OrderBy(e => e.Sequence).ThenBy(e => e.Id, StringComparer.Ordinal));
            var random = new Random(seed);
            var shuffled = history.Concat(history.Where(_ => random.Next(2) == 0)).ToArray();
            random.Shuffle(shuffled);
            Assert.Equal(inOrder, Apply(shuffled));
        });

    [Fact]
    public void The_record_of_a_history_is_what_a_plain_reading_of_it_says() =>
        VideoEvents.History.Sample(history =>
        {
            // The model: the events after the last deletion, in order, each field as its last writer left it.
            var ordered = history.OrderBy(e => e.Sequence).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
            var alive = ordered.Skip(ordered.FindLastIndex(e => e.Kind == VideoEventKind.Deleted) + 1).ToList();
            string? uri = null, title = null, audience = null;
            foreach (var e in alive)
            {
                if (e.Kind == VideoEventKind.Uploaded) (uri, title, audience) = (e.Uri, e.Title, e.Audience ?? Audience.Public);
                else (title, audience) = (e.Title ?? title, e.Audience ?? audience);
            }

            var record = Apply(ordered);
            Assert.Equal(alive.Any(e => e.Kind == VideoEventKind.Uploaded), record.Exists);
            Assert.Equal((uri, title, audience), (record.Uri.Value, record.Title.Value, record.Audience.Value));
        });

    [Fact]
    public void An_event_taken_before_is_a_duplicate()
    {
        var record = Apply([VideoEvents.Upload(3, title: "one")]);
        Assert.Equal(Intake.Duplicate, record.Apply(VideoEvents.Upload(3, title: "one")).Outcome);
    }

    [Fact]
    public void An_older_event_changes_nothing_and_says_that_it_is_stale()
    {
        var record = Apply([VideoEvents.Upload(3, title: "new")]);
        var (after, outcome) = record.Apply(VideoEvents.Update(2, title: "old"));
        Assert.Equal(Intake.Stale, outcome);
        Assert.Equal(record, after);
    }

    [Fact]
    public void A_tombstone_keeps_a_late_upload_from_bringing_the_video_back()
    {
        var record = Apply([VideoEvents.Upload(1), VideoEvents.Delete(5), VideoEvents.Upload(4)]);
        Assert.False(record.Exists);
        Assert.True(record.IsErased);
        Assert.Null(record.Title.Value);
    }

    [Fact]
    public void An_upload_newer_than_the_deletion_is_a_new_video()
    {
        var record = Apply([VideoEvents.Upload(1, title: "old"), VideoEvents.Delete(2), VideoEvents.Upload(3, title: "new")]);
        Assert.True(record.Exists);
        Assert.Equal("new", record.Title.Value);
    }

    [Fact]
    public void A_new_reference_is_a_new_revision_and_the_same_one_is_not()
    {
        var first = Apply([VideoEvents.Upload(1, "/videos/a.mp4")]);
        Assert.Equal(first.Revision, first.Apply(VideoEvents.Upload(2, "/videos/a.mp4")).Record.Revision);
        Assert.NotEqual(first.Revision, first.Apply(VideoEvents.Upload(2, "/videos/b.mp4")).Record.Revision);
    }

    private static VideoRecord Apply(IEnumerable<VideoEvent> events) => events.Aggregate(VideoRecord.Empty, (record, e) => record.Apply(e).Record);
}

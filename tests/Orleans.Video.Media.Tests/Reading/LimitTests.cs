using Microsoft.Extensions.Time.Testing;
using Orleans.Video.Media.Children;
using Orleans.Video.Media.Reading;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class LimitTests
{
    private static readonly MediaOptions Options = new() { StagingFolder = "/tmp", WallClockAllowance = TimeSpan.FromSeconds(60), WallClockPerMediaTime = 2 };

    [Fact]
    public void The_clock_runs_out_after_the_allowance()
    {
        var time = new FakeTimeProvider();
        using var clock = new ReadClock(Options, time);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(clock.Expired.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.Expired.IsCancellationRequested);
    }

    [Fact]
    public void Media_that_was_decoded_extends_it()
    {
        var time = new FakeTimeProvider();
        using var clock = new ReadClock(Options, time);
        time.Advance(TimeSpan.FromSeconds(59));
        clock.Reached(100);
        time.Advance(TimeSpan.FromSeconds(200));
        Assert.False(clock.Expired.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.Expired.IsCancellationRequested);
    }

    [Fact]
    public void Waiting_for_the_reader_costs_nothing()
    {
        var time = new FakeTimeProvider();
        using var clock = new ReadClock(Options, time);
        clock.Pause();
        time.Advance(TimeSpan.FromDays(3));
        clock.Resume();
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(clock.Expired.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.Expired.IsCancellationRequested);
    }

    [Fact]
    public async Task A_decoder_without_time_is_given_up_with_the_option_named()
    {
        await using var fixture = new MediaFixture(options => options with { WallClockAllowance = TimeSpan.FromTicks(1), WallClockPerMediaTime = 0 });
        var failure = await fixture.FailureAsync(SampleVideos.Mp4(30));
        Assert.Equal(MediaFailure.LimitExceeded, failure.Kind);
        Assert.Contains("Media:WallClockAllowance", failure.Message, StringComparison.Ordinal);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public void A_decoder_without_memory_is_told_as_a_limit()
    {
        var failure = ToolMessages.LimitOf("v.mp4", "[h264 @ 0x5581] get_buffer() failed\nError: Cannot allocate memory", Options);
        Assert.Equal(MediaFailure.LimitExceeded, failure?.Kind);
        Assert.Contains("Media:MaxChildMemory", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_does_not_grow_while_the_reader_waits()
    {
        await using var fixture = new MediaFixture();
        await using var media = await fixture.OpenAsync(SampleVideos.Mp4(100));
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        var format = MediaFixture.Small with { Width = 128, Height = 128, FramesPerSecond = 30 };
        var indexes = new List<int>();
        long most = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, format, 0, MediaFixture.Cancel))
        {
            using (segment) indexes.Add(segment.Index);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        Assert.Equal(Enumerable.Range(0, 13), indexes);
        // A segment has 12 MB; the whole video would take 148.
        Assert.InRange(most, 0, 100 << 20);
    }
}

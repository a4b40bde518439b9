using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class PresentationTimeTests
{
    // White pictures and a loud click at 2.5 s, in black and silence. Where sound has an encoder's delay in front, pictures start up to 25 ms
    // after the file does, so there the flash is put in between two frames of ours.
    private static string[] FlashAndClick(string between) =>
    [
        "-f", "lavfi", "-i", $"color=black:s=64x48:r=24:d=5,drawbox=color=white:t=fill:enable='between(t,{between})'",
        "-f", "lavfi", "-i", "aevalsrc='0.9*between(t,2.5,2.6)*sin(2*PI*1000*t)':s=44100:d=5",
    ];

    [Theory]
    [InlineData("flash.mp4")]
    [InlineData("flash.mkv")]
    [InlineData("flash.mpg")]
    [InlineData("flash-late-start.ts")]
    [InlineData("flash-variable.mkv")]
    public async Task A_flash_and_a_click_are_where_they_are_shown(string name)
    {
        string[] codecs = name switch
        {
            "flash.mpg" => ["-r", "25", "-c:v", "mpeg1video", "-qscale:v", "2", "-c:a", "mp2"],
            "flash-late-start.ts" => ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "mp2", "-output_ts_offset", "37"],
            // The frame from 1 s on is not repeated until the flash begins.
            "flash-variable.mkv" => ["-vf", "select='not(between(t,1.01,2.48))'", "-vsync", "vfr", "-c:v", "libx264", "-c:a", "pcm_s16le"],
            _ => ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"],
        };
        var between = name is "flash.mp4" or "flash-variable.mkv" ? "2.5,2.99" : "2.44,2.9";
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(SampleVideos.Make(name, [.. FlashAndClick(between), .. codecs])));
        Assert.True(segment.IsLast);
        Assert.InRange(segment.Seconds, 5, 6);
        // Eight frames a second: frames 20 to 23 lie from 2.5 to 2.875 s.
        for (var frame = 0; frame < 40; frame++)
            Assert.True(Brightness(segment, frame) is var value && (frame is >= 20 and < 24 ? value > 200 : value < 40), $"frame {frame} has brightness {value}");
        var delay = name is "flash.mp4" or "flash-variable.mkv" ? 0.003 : 0.045;
        Assert.InRange(Array.FindIndex(segment.Samples, sample => Math.Abs((int)sample) > 3000) / 16000.0, 2.5 - delay, 2.5 + delay);
    }

    [Fact]
    public async Task A_track_that_starts_late_is_absent_until_then_and_on_time_after()
    {
        var plain = SampleVideos.Mp4(6);
        var path = SampleVideos.Make("late-audio.mkv", "-i", plain, "-itsoffset", "2.5", "-i", plain, "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "pcm_s16le");
        await using var fixture = new MediaFixture();
        var read = await fixture.ReadAsync(path, MediaFixture.Small with { SecondsPerSegment = 10 });
        var segment = Assert.Single(read);
        Assert.Equal([false, false, true, true, true, true, true, true, true], segment.AudioPresent[..9]);
        Assert.Equal([true, true, true, true, true, true, false, false], segment.VideoPresent[..8]);
        Assert.InRange(Array.FindIndex(segment.Samples, sample => Math.Abs((int)sample) > 500) / 16000.0, 2.49, 2.51);
        // The seconds after the pictures have ended hold none.
        Assert.All(segment.Frames[(6 * 8 * 32 * 32 * 3)..], value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task Tracks_that_start_a_minute_apart_are_read_apart_and_both_on_time()
    {
        var plain = SampleVideos.Mp4(3);
        var path = SampleVideos.Make("minute-late.mkv", "-i", plain, "-itsoffset", "59.5", "-i", plain, "-map", "1:v", "-map", "0:a", "-c", "copy");
        await using var fixture = new MediaFixture();
        var read = await fixture.ReadAsync(path);
        Assert.Equal(8, read.Count);
        Assert.Equal(Enumerable.Range(0, 8), read.Select(segment => segment.Index));
        Assert.True(read[0].HasAudio && !read[0].HasVideo);
        Assert.All(read[1..7], segment => Assert.False(segment.HasAudio || segment.HasVideo));
        Assert.True(read[7].HasVideo && !read[7].HasAudio);
        Assert.Equal([false, false, false, true, true, true, true], read[7].VideoPresent);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_track_that_ends_early_does_not_hold_the_other_up()
    {
        var path = SampleVideos.Make("short-audio.mp4", [.. SampleVideos.Pattern(50, "64x48"), .. SampleVideos.Tone(2), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]);
        await using var fixture = new MediaFixture();
        var read = await fixture.ReadAsync(path);
        Assert.Equal([8, 8, 8, 8, 8, 8, 2], read.Select(segment => segment.Seconds));
        Assert.All(read, segment => Assert.All(segment.VideoPresent, Assert.True));
        Assert.Equal([true, true], read[0].AudioPresent[..2]);
        Assert.All(read[1..], segment => Assert.False(segment.HasAudio));
    }

    [Fact]
    public async Task Frames_are_the_ones_due_even_where_times_are_rounded_to_milliseconds()
    {
        // Frame n has brightness 2n; 30 a second in Matroska, read at 15: frame i must be number 2i, not its predecessor.
        var path = SampleVideos.Make("counted.mkv", "-f", "lavfi", "-i", "color=black:s=32x32:r=30:d=3,format=gray,geq=lum='2*N'", "-c:v", "ffv1");
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(path, MediaFixture.Small with { FramesPerSecond = 15 }));
        Assert.Equal(3, segment.Seconds);
        for (var frame = 0; frame < 45; frame++) Assert.InRange(Brightness(segment, frame), (4 * frame) - 1, (4 * frame) + 1);
    }

    [Fact]
    public async Task The_hidden_part_of_an_edited_video_is_not_shown()
    {
        var path = SampleVideos.Make("edited.mp4", "-ss", "1.5", "-i", SampleVideos.Mp4(6), "-c", "copy");
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(path));
        Assert.Equal(5, segment.Seconds);
        Assert.All(segment.VideoPresent, Assert.True);
    }

    private static double Brightness(ReadSegment segment, int frame)
    {
        const int FrameBytes = 32 * 32 * 3;
        return segment.Frames.AsSpan(frame * FrameBytes, FrameBytes).ToArray().Average(value => (double)value);
    }
}

using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class ResumeTests
{
    // Segments of one second, so that a file of 80 s has later segments that lie beyond the pre-roll and are reached by seeking.
    private static readonly SegmentFormat Seconds = new() { FramesPerSecond = 8, Width = 32, Height = 24, SecondsPerSegment = 1 };

    public static TheoryData<string> Samples() => ["h264-44k.mp4", "h264-48k.mp4", "h264.mkv", "vp9.webm", "mpeg1.mpg", "tone.wav", "variable.mp4", "hevc-open.mkv", "fragmented.mp4", "short-pictures.mp4"];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task A_read_from_a_later_segment_gives_the_same_bytes(string name)
    {
        await using var fixture = new MediaFixture();
        var path = Make(name);
        var full = await fixture.ReadAsync(path, Seconds);
        Assert.InRange(full.Count, 80, 82);
        foreach (var first in new[] { 3, 78 })
        {
            var resumed = await fixture.ReadAsync(path, Seconds, first);
            Assert.Equal(full.Skip(first).Select(segment => segment.Digest), resumed.Select(segment => segment.Digest));
        }
    }

    [Fact]
    public async Task A_read_from_beyond_the_end_gives_nothing()
    {
        await using var fixture = new MediaFixture();
        Assert.Empty(await fixture.ReadAsync(SampleVideos.Mp4(), firstSegment: 5));
        Assert.Empty(await fixture.ReadAsync(SampleVideos.Mp4(), firstSegment: 500));
    }

    [Fact]
    public async Task Real_clips_resume_to_the_same_bytes()
    {
        var path = TestData.Require("clips/street/train.mp4");
        await using var fixture = new MediaFixture();
        var full = await fixture.ReadAsync(path);
        var resumed = await fixture.ReadAsync(path, firstSegment: 1);
        Assert.Equal(2, full.Count);
        Assert.Equal(full[1].Digest, Assert.Single(resumed).Digest);
    }

    private static string Make(string name)
    {
        const int Length = 80;
        var pattern = SampleVideos.Pattern(Length, "64x48", 15);
        string[] x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "37"];
        return name switch
        {
            "h264-44k.mp4" => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length), .. x264, "-c:a", "aac"]),
            "h264-48k.mp4" => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length, 48000), .. x264, "-c:a", "aac"]),
            "h264.mkv" => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length), .. x264, "-c:a", "aac"]),
            "vp9.webm" => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length, 48000), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "37", "-c:a", "libopus"]),
            "mpeg1.mpg" => SampleVideos.Make(name, [.. SampleVideos.Pattern(Length, "64x48", 25), .. SampleVideos.Tone(Length), "-c:v", "mpeg1video", "-c:a", "mp2"]),
            "tone.wav" => SampleVideos.Make(name, SampleVideos.Tone(Length)),
            // Every third frame left out, and none at all for the ten seconds before second 76.
            "variable.mp4" => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length), "-vf", "select='mod(n,3)*not(between(t,66,76))'", "-vsync", "vfr", .. x264, "-c:a", "aac"]),
            "fragmented.mp4" => SampleVideos.Make(name, "-i", Make("h264-44k.mp4"), "-c", "copy", "-movflags", "frag_keyframe+empty_moov+default_base_moof"),
            // The pictures end long before the seek point.
            "short-pictures.mp4" => SampleVideos.Make(name, [.. SampleVideos.Pattern(5, "64x48", 15), .. SampleVideos.Tone(Length), .. x264, "-c:a", "aac"]),
            // Open groups of pictures: frames after a key frame that need those before it.
            _ => SampleVideos.Make(name, [.. pattern, .. SampleVideos.Tone(Length, 22050), "-c:v", "libx265", "-x265-params", "log-level=error:keyint=50", "-preset", "ultrafast", "-c:a", "libvorbis"]),
        };
    }
}

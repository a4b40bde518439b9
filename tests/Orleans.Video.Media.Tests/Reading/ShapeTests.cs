using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class ShapeTests
{
    [Fact]
    public async Task Colours_and_rows_are_where_they_should_be()
    {
        // Left half red, right half blue, with a green top.
        var path = SampleVideos.Make("corners.mkv", "-f", "lavfi", "-i", "color=red:s=64x64:r=10:d=1,drawbox=x=32:w=32:h=64:color=blue:t=fill,drawbox=h=16:w=64:color=0x00ff00:t=fill", "-c:v", "ffv1", "-pix_fmt", "bgr0");
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(path));
        Assert.Equal([0, 255, 0], Pixel(segment, 2, 2).Select(Snap));
        Assert.Equal([255, 0, 0], Pixel(segment, 4, 28).Select(Snap));
        Assert.Equal([0, 0, 255], Pixel(segment, 28, 28).Select(Snap));

        static int Snap(byte value) => value > 200 ? 255 : value < 55 ? 0 : value;
    }

    [Theory]
    [InlineData("33x17")]
    [InlineData("1x9")]
    [InlineData("640x2")]
    [InlineData("17x333")]
    public async Task Any_size_fits_every_way(string size)
    {
        var path = SampleVideos.Make($"size-{size}.mkv", [.. SampleVideos.Pattern(1, "320x200", 10), "-vf", "scale=" + size.Replace('x', ':'), "-c:v", "ffv1", "-pix_fmt", "yuv444p"]);
        await using var fixture = new MediaFixture();
        foreach (var fit in Enum.GetValues<FrameFit>())
        {
            var segment = Assert.Single(await fixture.ReadAsync(path, MediaFixture.Small with { Fit = fit }));
            Assert.Equal(8 * 32 * 32 * 3, segment.Frames.Length);
            Assert.Contains(segment.Frames, value => value > 50);
        }
    }

    [Fact]
    public async Task Odd_sizes_with_shared_chroma_are_read()
    {
        var path = SampleVideos.Make("odd.webm", [.. SampleVideos.Pattern(1, "320x200", 10), "-vf", "scale=33:17", "-pix_fmt", "yuv420p", "-c:v", "libvpx", "-deadline", "realtime"]);
        await using var fixture = new MediaFixture();
        Assert.Equal((33, 17), await fixture.ProbeAsync(path) is { Video: { } video } ? (video.Width, video.Height) : default);
        Assert.Single(await fixture.ReadAsync(path));
    }

    [Fact]
    public async Task Cover_shows_the_centre_and_contain_shows_all_between_bars()
    {
        // A white centre square, black sides.
        var path = SampleVideos.Make("wide.mkv", "-f", "lavfi", "-i", "color=red:s=192x64:r=10:d=1,drawbox=x=64:w=64:h=64:color=white:t=fill", "-c:v", "ffv1", "-pix_fmt", "bgr0");
        await using var fixture = new MediaFixture();
        var cover = Assert.Single(await fixture.ReadAsync(path, MediaFixture.Small with { Fit = FrameFit.Cover }));
        Assert.All(cover.Frames[..(32 * 32 * 3)], value => Assert.InRange(value, 250, 255));
        var contain = Assert.Single(await fixture.ReadAsync(path, MediaFixture.Small with { Fit = FrameFit.Contain }));
        Assert.Equal([0, 0, 0], Pixel(contain, 16, 2));
        Assert.InRange(Pixel(contain, 3, 16)[0], 245, 255);
        Assert.InRange(Pixel(contain, 3, 16)[2], 0, 10);
        Assert.InRange(Pixel(contain, 16, 16)[2], 245, 255);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task Rotation_is_applied(int degrees)
    {
        var upright = SampleVideos.Make("upright.mp4", "-f", "lavfi", "-i", "color=black:s=128x64:r=10:d=1,drawbox=w=40:h=64:color=white:t=fill", "-c:v", "libx264", "-preset", "ultrafast");
        var path = SampleVideos.Write($"turned-{degrees}.mp4", to => File.WriteAllBytes(to, Mp4Patch.Rotate(File.ReadAllBytes(upright), degrees)));
        await using var fixture = new MediaFixture();
        var info = await fixture.ProbeAsync(path);
        Assert.Equal((degrees == 180 ? (128, 64) : (64, 128), degrees), ((info.Video!.Width, info.Video.Height), info.Video.Rotation));
        var turned = Assert.Single(await fixture.ReadAsync(path, MediaFixture.Small with { Fit = FrameFit.Stretch }));
        // The white left edge comes to the top, the right, or the bottom; the opposite edge stays black.
        var (x, y) = degrees switch { 90 => (16, 1), 180 => (30, 16), _ => (16, 30) };
        Assert.True(Pixel(turned, x, y)[1] > 200 && Pixel(turned, 31 - x, 31 - y)[1] < 60);
    }

    [Fact]
    public async Task Of_several_tracks_the_default_ones_are_read()
    {
        var path = SampleVideos.Make(
            "many.mkv",
            [.. SampleVideos.Pattern(2), .. SampleVideos.Tone(2, 44100, 300), .. SampleVideos.Tone(2, 44100, 1500), "-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-disposition:a:0", "0", "-disposition:a:1", "default", "-metadata:s:a:1", "language=spa"]);
        await using var fixture = new MediaFixture();
        var info = await fixture.ProbeAsync(path);
        Assert.Equal((2, "spa", 3), (info.Audio!.Index, info.Audio.Language, info.StreamCount));
        var samples = Assert.Single(await fixture.ReadAsync(path)).Samples.AsSpan(4000, 16000);
        var crossings = 0;
        for (var i = 1; i < samples.Length; i++) crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        Assert.InRange(crossings, 1490, 1510);
    }

    [Fact]
    public async Task Sound_alone_and_pictures_alone_are_read()
    {
        await using var fixture = new MediaFixture();
        var sound = Assert.Single(await fixture.ReadAsync(SampleVideos.Make("sound.wav", SampleVideos.Tone(2.25, 8000))));
        Assert.Equal((3, false, true, 36000), (sound.Seconds, sound.HasVideo, sound.HasAudio, sound.ValidSamples));
        Assert.Empty(sound.Frames);
        Assert.Equal(48000, sound.Samples.Length);
        Assert.All(sound.Samples[36000..], sample => Assert.Equal(0, sample));
        var pictures = Assert.Single(await fixture.ReadAsync(SampleVideos.Make("pictures.mkv", [.. SampleVideos.Pattern(2), "-c:v", "libx264"])));
        Assert.Equal((2, true, false, 0), (pictures.Seconds, pictures.HasVideo, pictures.HasAudio, pictures.ValidSamples));
        Assert.Empty(pictures.Samples);
    }

    [Fact]
    public async Task A_cover_picture_is_not_video()
    {
        var path = SampleVideos.Make("covered.mp3", [.. SampleVideos.Tone(2), "-i", Png(), "-map", "0", "-map", "1", "-c:a", "libmp3lame", "-c:v", "copy", "-disposition:v:0", "attached_pic"]);
        await using var fixture = new MediaFixture();
        var info = await fixture.ProbeAsync(path);
        Assert.Null(info.Video);
        Assert.Equal(2, info.StreamCount);
        Assert.False(Assert.Single(await fixture.ReadAsync(path)).HasVideo);
    }

    [Fact]
    public async Task Five_milliseconds_of_video_are_one_second()
    {
        var path = SampleVideos.Make("blink.mp4", "-f", "lavfi", "-i", "color=white:s=32x32:r=200:d=0.005", "-c:v", "libx264");
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(path));
        Assert.Equal((1, true), (segment.Seconds, segment.IsLast));
        Assert.Equal(8 * 32 * 32 * 3, segment.Frames.Length);
        Assert.All(segment.Frames, value => Assert.InRange(value, 240, 255));
    }

    [Fact]
    public async Task Exact_multiples_of_a_segment_end_with_a_last_segment()
    {
        var path = SampleVideos.Make("sixteen.mkv", [.. SampleVideos.Pattern(16, "32x32"), .. SampleVideos.Tone(16), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s16le"]);
        await using var fixture = new MediaFixture();
        var read = await fixture.ReadAsync(path);
        Assert.Equal([(8, false), (8, true)], read.Select(segment => (segment.Seconds, segment.IsLast)));
    }

    [Fact]
    public async Task A_size_that_changes_in_the_middle_does_not_end_the_read()
    {
        var first = SampleVideos.Make("small.ts", [.. SampleVideos.Pattern(3, "64x48"), "-c:v", "mpeg2video"]);
        var second = SampleVideos.Make("large.ts", [.. SampleVideos.Pattern(3, "160x96"), "-c:v", "mpeg2video", "-output_ts_offset", "3"]);
        var path = SampleVideos.Write("grows.ts", to => File.WriteAllBytes(to, [.. File.ReadAllBytes(first), .. File.ReadAllBytes(second)]));
        await using var fixture = new MediaFixture();
        var segment = Assert.Single(await fixture.ReadAsync(path));
        Assert.InRange(segment.Seconds, 6, 7);
        Assert.All(segment.VideoPresent, Assert.True);
    }

    [Fact]
    public async Task Images_are_read_as_pictures()
    {
        await using var fixture = new MediaFixture();
        foreach (var path in new[] { Png(), SampleVideos.Make("still.jpg", "-f", "lavfi", "-i", "color=red:s=64x64:d=0.04:r=25", "-frames:v", "1"), SampleVideos.Make("still.webp", "-f", "lavfi", "-i", "color=red:s=64x64:d=0.04:r=25", "-frames:v", "1") })
        {
            await using var media = await fixture.OpenAsync(path);
            Assert.True((await fixture.Library.ProbeAsync(media, MediaFixture.Cancel)).IsStillImage);
            var image = await fixture.Library.ReadImageAsync(media, 20, 10, FrameFit.Cover, MediaFixture.Cancel);
            Assert.Equal((20, 10, 600), (image.Width, image.Height, image.Pixels.Length));
            Assert.Equal(1, Assert.Single(await fixture.ReadAsync(path)).Seconds);
            Assert.True(image.Pixels[0] > 200 && image.Pixels[1] < 60 && image.Pixels[2] < 60);
        }

        await using var text = await fixture.OpenAsync(fixture.Write("text.png", "not a picture"u8.ToArray()));
        var failure = await Assert.ThrowsAsync<MediaException>(() => fixture.Library.ReadImageAsync(text, 8, 8, FrameFit.Cover, MediaFixture.Cancel));
        Assert.Equal(MediaFailure.NotMedia, failure.Kind);
        fixture.AssertNothingLeft();
    }

    private static string Png() => SampleVideos.Make("still.png", "-f", "lavfi", "-i", "color=red:s=64x64:d=0.04:r=25", "-frames:v", "1");

    private static byte[] Pixel(ReadSegment segment, int x, int y) => segment.Frames[(((y * 32) + x) * 3)..][..3];
}

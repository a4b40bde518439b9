using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

/// <summary>Many JPEG pictures through one child, damaged ones among them.</summary>
public sealed class PictureStreamTests
{
    private const int Size = 16;
    private const int Bytes = Size * Size * 3;

    [Fact]
    public async Task Pictures_come_back_in_their_places_and_damaged_ones_are_left_out()
    {
        await using var fixture = new MediaFixture();
        var red = Picture("red", "yuvj420p");
        var blue = Picture("blue", "yuvj444p");
        var grey = Picture("gray", "gray");
        ReadOnlyMemory<byte>[] files = [red, red.AsMemory(0, red.Length / 2), blue, "not a picture"u8.ToArray(), Array.Empty<byte>(), grey, red];
        var pixels = new byte[files.Length * Bytes];

        var decoded = await fixture.Library.ReadPicturesAsync(files, Size, Size, FrameFit.Cover, pixels, MediaFixture.Cancel);

        Assert.Equal([true, false, true, false, false, true, true], decoded);
        Near(pixels, 0, [254, 0, 0]);
        Near(pixels, 1, [0, 0, 0]);
        Near(pixels, 2, [0, 0, 254]);
        Near(pixels, 5, [128, 128, 128]);
        Near(pixels, 6, [254, 0, 0]);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_picture_above_the_pixel_limit_is_left_out_and_nothing_but_damaged_ones_is_no_failure()
    {
        await using var fixture = new MediaFixture(static options => options with { MaxPixels = 1000 });
        ReadOnlyMemory<byte>[] files = [Picture("red", "yuvj420p"), "nor this"u8.ToArray()];

        var decoded = await fixture.Library.ReadPicturesAsync(files, Size, Size, FrameFit.Cover, new byte[2 * Bytes], MediaFixture.Cancel);

        Assert.Equal([false, false], decoded);
    }

    [Fact]
    public async Task A_decoder_that_does_not_run_is_an_error_and_no_damaged_picture()
    {
        ReadOnlyMemory<byte>[] files = [Picture("red", "yuvj420p")];
        await using var broken = new MediaFixture(static options => options with { FFmpegPath = "/bin/false" });
        var failure = await Assert.ThrowsAsync<MediaException>(() => broken.Library.ReadPicturesAsync(files, Size, Size, FrameFit.Cover, new byte[Bytes], MediaFixture.Cancel));
        Assert.Equal(MediaFailure.ToolMissing, failure.Kind);
    }

    [Fact]
    public async Task Stopping_leaves_no_child()
    {
        await using var fixture = new MediaFixture();
        var picture = Picture("red", "yuvj420p");
        var files = Enumerable.Repeat((ReadOnlyMemory<byte>)picture, 20_000).ToArray();
        using var stop = new CancellationTokenSource();
        var reading = fixture.Library.ReadPicturesAsync(files, Size, Size, FrameFit.Cover, new byte[files.Length * Bytes], stop.Token);
        while (fixture.Library.ChildIds.Count == 0 && !reading.IsCompleted) await Task.Yield();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        fixture.AssertNothingLeft();
    }

    private static byte[] Picture(string colour, string format) =>
        File.ReadAllBytes(SampleVideos.Make($"{colour}-{format}.jpg", "-f", "lavfi", "-i", $"color={colour}:s=40x40", "-frames:v", "1", "-pix_fmt", format, "-q:v", "2"));

    private static void Near(byte[] pixels, int picture, int[] colour)
    {
        for (var at = 0; at < Bytes; at++)
            Assert.InRange(pixels[picture * Bytes + at], Math.Max(0, colour[at % 3] - 6), colour[at % 3] + 6);
    }
}

using Orleans.Video.Media;
using Orleans.Video.Media.Reading;

namespace Orleans.Video.Grains.Clips;

/// <summary>Cuts the seconds that are kept for learning out of segments: one of the first, the third and the ninth, wherever the media is resumed the same.</summary>
internal static class ClipCutter
{
    private const int MostSoundBytes = 32_000;
    private const int MostPictureBytes = 52 * 1024;

    /// <summary>The clip of a segment, copied; null of a segment of which none is kept.</summary>
    public static ExampleClip? Cut(MediaSegment segment, SegmentFormat format)
    {
        if (segment.Index is not (0 or 2 or 8) || SecondOf(segment) is not { } second) return null;
        var (pictures, height, width, rgb) = segment.VideoPresent[second] ? Shrink(segment.Frames.Span, second, format) : (0, 0, 0, []);
        var samples = segment.AudioPresent[second] && format.SampleRate * sizeof(short) <= MostSoundBytes
            ? segment.Samples.Slice(second * format.SampleRate, format.SampleRate).ToArray()
            : [];
        return new ExampleClip((segment.Index * format.SecondsPerSegment) + second, pictures, height, width, rgb, samples);
    }

    // The one nearest to the middle that has pictures and sound, or else that has either.
    private static int? SecondOf(MediaSegment segment)
    {
        (int Second, int Distance)? best = null;
        for (var second = 0; second < segment.Seconds; second++)
        {
            var (seen, heard) = (segment.VideoPresent[second], segment.AudioPresent[second]);
            if (!seen && !heard) continue;
            var distance = Math.Abs(second - (segment.Seconds / 2)) + (seen && heard ? 0 : segment.Seconds);
            if (best is null || distance < best.Value.Distance) best = (second, distance);
        }

        return best?.Second;
    }

    // Every factor-th part of both sides: each pixel is the mean of those that it stands for.
    private static (int Pictures, int Height, int Width, byte[] Rgb) Shrink(ReadOnlySpan<byte> frames, int second, SegmentFormat format)
    {
        var (count, height, width) = (format.FramesPerSecond, format.Height, format.Width);
        var factor = 1;
        while ((long)count * (height / factor) * (width / factor) * 3 > MostPictureBytes) factor++;
        var (rows, columns) = (height / factor, width / factor);
        if (rows == 0 || columns == 0) return (0, 0, 0, []);
        var rgb = new byte[count * rows * columns * 3];
        var source = frames.Slice(second * count * height * width * 3, count * height * width * 3);
        var at = 0;
        for (var picture = 0; picture < count; picture++)
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    for (var colour = 0; colour < 3; colour++)
                        rgb[at++] = Mean(source, picture, row, column, colour);
        return (count, rows, columns, rgb);

        byte Mean(ReadOnlySpan<byte> pixels, int picture, int row, int column, int colour)
        {
            var sum = 0;
            for (var y = row * factor; y < (row + 1) * factor; y++)
                for (var x = column * factor; x < (column + 1) * factor; x++)
                    sum += pixels[((((picture * height) + y) * width) + x) * 3 + colour];
            return (byte)((sum + (factor * factor / 2)) / (factor * factor));
        }
    }
}

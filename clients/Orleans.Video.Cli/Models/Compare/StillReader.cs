using System.Buffers.Binary;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Models.Compare;

/// <summary>Small stills of videos and pictures, as what a page can hold within itself.</summary>
internal sealed class StillReader(MediaLibrary media)
{
    private const int Width = 96, Height = 72;
    private const int HeaderBytes = 54;

    /// <summary>A still as a <c>data:</c> URL: the middle of the first seconds. Null for what shows nothing.</summary>
    public async Task<string?> ReadAsync(string path, CancellationToken cancellation)
    {
        if (!MediaReference.TryParse(path, out var reference, out _)) return null;
        try
        {
            await using var opened = await media.OpenAsync(reference, cancellation);
            var info = await media.ProbeAsync(opened, cancellation);
            if (info.IsStillImage) return Bitmap((await media.ReadImageAsync(opened, Width, Height, FrameFit.Contain, cancellation)).Pixels);
            if (info.Video is null) return null;
            var format = new SegmentFormat { FramesPerSecond = 1, Width = Width, Height = Height, Fit = FrameFit.Contain };
            await foreach (var segment in media.ReadSegmentsAsync(opened, info, format, firstSegment: 0, cancellation))
            {
                using (segment) return segment.HasVideo ? Bitmap(segment.Frames.Span.Slice(segment.Seconds / 2 * Width * Height * 3, Width * Height * 3)) : null;
            }

            return null;
        }
        catch (MediaException damaged) when (damaged.Kind != MediaFailure.ToolMissing)
        {
            return null;
        }
    }

    // Windows bitmap, 24 bits: blue first, the lowest row first, rows of a multiple of four bytes, which these are.
    private static string Bitmap(ReadOnlySpan<byte> pixels)
    {
        var file = new byte[HeaderBytes + Width * Height * 3];
        var header = file.AsSpan(0, HeaderBytes);
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[2..], file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[10..], HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[14..], 40);
        BinaryPrimitives.WriteInt32LittleEndian(header[18..], Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[22..], Height);
        BinaryPrimitives.WriteInt16LittleEndian(header[26..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[28..], 24);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (from, to) = ((y * Width + x) * 3, HeaderBytes + ((Height - 1 - y) * Width + x) * 3);
                (file[to], file[to + 1], file[to + 2]) = (pixels[from + 2], pixels[from + 1], pixels[from]);
            }
        }

        return "data:image/bmp;base64," + Convert.ToBase64String(file);
    }
}

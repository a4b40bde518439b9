using System.Buffers.Binary;
using Orleans.Video.Media.Children;

namespace Orleans.Video.Media.Reading;

/// <summary>
/// Many JPEG pictures through one decoder. They go in as packets of an IVF stream, each with its own time, and come out as Matroska blocks with
/// the same times: a picture that the decoder refuses is a time that does not come, and no other one moves into its place.
/// </summary>
internal sealed class PictureStream(ChildLauncher launcher, MediaOptions options, ToolFacts facts, int width, int height, FrameFit fit)
{
    /// <summary>The largest picture file in bytes; a larger one counts as damaged.</summary>
    public const int LargestPicture = 64 << 20;

    // A whole picture of 8×8 pixels, grey. It goes last: when it does not come back, it was not the pictures that were wrong.
    private static readonly byte[] Last = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAgAAAQABAAD/2wBDAAg+Pkk+SVVVVVVVVWRdZGhoaGRkZGRoaGhwcHCDg4NwcHBoaHBwfHyDg4+Tj4eHg4eTk5ubm7q6srLZ2eD/////xABKAAEAAAAAAAAAAAAAAAAAAAAAAQEAAAAAAAAAAAAAAAAAAAAAEAEAAAAAAAAAAAAAAAAAAAAAEQEAAAAAAAAAAAAAAAAAAAAA/8AAEQgACAAIAwESAAISAAMSAP/aAAwDAQACEQMRAD8AAA//2Q==");

    /// <summary>Decodes what can be decoded.</summary>
    /// <param name="pictures">The files.</param>
    /// <param name="pixels"><c>uint8[N, H, W, 3]</c>; the rows of a picture that cannot be decoded stay as they are.</param>
    /// <param name="decoded"><c>[N]</c>, set where a picture was decoded.</param>
    /// <param name="ct">Stops the decoder.</param>
    /// <exception cref="MediaException">The decoder does not run, or its stream cannot be read.</exception>
    public async Task DecodeAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> pictures, Memory<byte> pixels, Memory<bool> decoded, CancellationToken ct)
    {
        if (pictures.IsEmpty) return;
        var (complete, exit, said) = await RunAsync(pictures, pixels, decoded, ct);
        if (complete) return;
        if (exit < 128) throw new MediaException(MediaFailure.ToolMissing, $"{options.FFmpegPath} cannot decode pictures (exit {exit}): {said}");

        // One of them killed the decoder: halves are tried until it is alone.
        if (pictures.Length == 1) return;
        var half = pictures.Length / 2;
        var frame = width * height * 3;
        await DecodeAsync(pictures[..half], pixels[..(half * frame)], decoded[..half], ct);
        await DecodeAsync(pictures[half..], pixels[(half * frame)..], decoded[half..], ct);
    }

    private async Task<(bool Complete, int Exit, string Said)> RunAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> pictures, Memory<byte> pixels, Memory<bool> decoded, CancellationToken ct)
    {
        await using var child = await launcher.StartAsync(options.FFmpegPath, Arguments(), isFed: true);
        var feeding = FeedAsync(child.Input, pictures, ct);
        var complete = false;
        try
        {
            var frame = width * height * 3;
            var reader = new MatroskaReader(child.Output, frame);
            while (await reader.NextAsync(ct) is { } packet)
            {
                if (packet.Length != frame || packet.Milliseconds < 0 || packet.Milliseconds > pictures.Length) throw new InvalidDataException("it sent a picture that was not asked for");
                var at = (int)packet.Milliseconds;
                complete = at == pictures.Length;
                if (complete) continue;
                await reader.ReadPayloadAsync(pixels.Slice(at * frame, frame), ct);
                decoded.Span[at] = true;
            }
        }
        catch (EndOfStreamException)
        {
            // It died in the middle of a block: its end says how.
            complete = false;
        }
        catch (InvalidDataException problem)
        {
            child.Kill();
            throw new MediaException(MediaFailure.Damaged, $"the pictures cannot be read from the decoder: {problem.Message}", problem);
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            throw;
        }
        finally
        {
            // Nothing writes to the child's pipe after this: it has read all, or it is gone.
            await feeding;
        }

        return (complete, await child.WaitAsync(ct), child.Said);
    }

    private static async Task FeedAsync(Stream input, ReadOnlyMemory<ReadOnlyMemory<byte>> pictures, CancellationToken ct)
    {
        try
        {
            // Header: signature, version, own length, codec, width and height (the pictures say), 1000 ticks a second, number of packets.
            var header = new byte[32];
            "DKIF"u8.CopyTo(header);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), 32);
            "MJPG"u8.CopyTo(header.AsSpan(8));
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), 1000);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), 1);
            await using var buffered = new BufferedStream(input, 256 << 10);
            await buffered.WriteAsync(header, ct);
            for (var i = 0; i < pictures.Length; i++) await WriteAsync(buffered, i, pictures.Span[i], ct);
            await WriteAsync(buffered, pictures.Length, Last, ct);
        }
        catch (IOException)
        {
            // The decoder is gone: its exit status says why.
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The read that runs beside says so.
        }
    }

    private static async ValueTask WriteAsync(Stream stream, int time, ReadOnlyMemory<byte> picture, CancellationToken ct)
    {
        if (picture.Length is 0 or > LargestPicture) return;
        var head = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(head, picture.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(4), time);
        await stream.WriteAsync(head, ct);
        await stream.WriteAsync(picture, ct);
    }

    // A picture that is damaged anywhere is refused, not mended; pictures that are refused do not end the run, however many.
    private string[] Arguments() =>
    [
        "-nostdin", "-hide_banner", "-v", "error", "-max_error_rate", "1",
        "-protocol_whitelist", "pipe", "-format_whitelist", "ivf", "-codec_whitelist", "mjpeg",
        "-max_pixels", $"{options.MaxPixels}", "-err_detect", "explode", "-probesize", "32", "-analyzeduration", "0",
        "-threads", "1", "-f", "ivf", "-i", "pipe:0",
        "-filter_threads", "1", "-vf", PassPlan.Scale(width, height, fit), facts.FrameSyncOption, "passthrough",
        "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-avoid_negative_ts", "disabled",
        "-f", "matroska", "-allow_raw_vfw", "1", "-write_crc32", "0", "-cluster_size_limit", "262144", "-flush_packets", "0", "pipe:1",
    ];
}

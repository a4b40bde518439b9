using System.Buffers.Binary;

namespace Orleans.Video.Media.Reading;

/// <summary>A track of the stream that ffmpeg sends us.</summary>
internal enum TrackKind
{
    Video,
    Audio,
}

/// <summary>One block: the track, the presentation time in milliseconds, and the bytes of payload that follow.</summary>
internal readonly record struct MediaPacket(TrackKind Track, long Milliseconds, int Length);

/// <summary>
/// Reads the blocks of a Matroska stream in one pass and without seeking (RFC 9559). Masters are entered, so elements of unknown size need no
/// bookkeeping; what is not needed is skipped. The sender decodes hostile files, so nothing it says is believed: every size is checked
/// before it is used, and nothing is allocated by it.
/// </summary>
internal sealed class MatroskaReader(Stream stream, int largestPayload)
{
    private const uint Ebml = 0x1A45DFA3, Segment = 0x18538067, Info = 0x1549A966, TimestampScale = 0x2AD7B1;
    private const uint Tracks = 0x1654AE6B, TrackEntry = 0xAE, TrackNumber = 0xD7, TrackType = 0x83;
    private const uint Cluster = 0x1F43B675, ClusterTimestamp = 0xE7, BlockGroup = 0xA0, Block = 0xA1, SimpleBlock = 0xA3;
    private const long UnknownSize = -1;
    private const int LongestHeader = 12;

    private readonly byte[] _buffer = new byte[256 << 10];
    private readonly Dictionary<long, TrackKind> _tracks = [];
    private int _start;
    private int _end;
    private long _cluster;
    private long _trackNumber;
    private int _pending;

    /// <summary>The next block, or null at the end of the stream. What is left of the block before is skipped.</summary>
    /// <exception cref="InvalidDataException">The stream is not what our ffmpeg writes.</exception>
    /// <exception cref="EndOfStreamException">It ends inside an element.</exception>
    public async ValueTask<MediaPacket?> NextAsync(CancellationToken ct)
    {
        await SkipAsync(_pending, ct);
        _pending = 0;
        while (true)
        {
            await FillAsync(LongestHeader, ct);
            if (_start == _end) return null;
            var id = (uint)ReadNumber(4, keepMarker: true);
            var size = ReadSize();
            switch (id)
            {
                case Segment or Cluster or Info or Tracks or TrackEntry or BlockGroup:
                    continue;
                case Ebml:
                    await SkipAsync(Checked(size, 1 << 16), ct);
                    continue;
                case TimestampScale:
                    if (await ReadUnsignedAsync(size, ct) != 1_000_000) throw Broken("its time is not in milliseconds");
                    continue;
                case TrackNumber:
                    _trackNumber = await ReadUnsignedAsync(size, ct);
                    continue;
                case TrackType:
                    var type = await ReadUnsignedAsync(size, ct);
                    if (_tracks.Count >= 2 || type is not (1 or 2)) throw Broken("it has other tracks than asked for");
                    _tracks[_trackNumber] = type == 1 ? TrackKind.Video : TrackKind.Audio;
                    continue;
                case ClusterTimestamp:
                    _cluster = await ReadUnsignedAsync(size, ct);
                    continue;
                case Block or SimpleBlock:
                    return await ReadBlockAsync(Checked(size, (long)largestPayload + LongestHeader), ct);
                default:
                    await SkipAsync(Checked(size, long.MaxValue), ct);
                    continue;
            }
        }
    }

    /// <summary>Reads the next bytes of the block's payload.</summary>
    public async ValueTask ReadPayloadAsync(Memory<byte> target, CancellationToken ct)
    {
        if (target.Length > _pending) throw Broken("a block is shorter than expected");
        _pending -= target.Length;
        var buffered = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(target.Span);
        _start += buffered;
        if (buffered == target.Length) return;
        await stream.ReadExactlyAsync(target[buffered..], ct);
    }

    private async ValueTask<MediaPacket?> ReadBlockAsync(long size, CancellationToken ct)
    {
        await FillAsync((int)Math.Min(size, LongestHeader), ct);
        var before = _start;
        var number = ReadNumber(8, keepMarker: false);
        if (_end - _start < 3) throw Ended();
        var relative = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_start));
        var laced = (_buffer[_start + 2] & 0x06) != 0;
        _start += 3;
        var payload = size - (_start - before);
        if (laced || payload < 0 || payload > largestPayload) throw Broken("a block has an unexpected form");
        if (!_tracks.TryGetValue(number, out var track)) throw Broken("a block belongs to no track");
        _pending = (int)payload;
        return new MediaPacket(track, _cluster + relative, _pending);
    }

    private async ValueTask<long> ReadUnsignedAsync(long size, CancellationToken ct)
    {
        if (size is < 0 or > 8) throw Broken("a number has an unexpected size");
        await FillAsync((int)size, ct);
        if (_end - _start < size) throw Ended();
        long value = 0;
        for (var i = 0; i < size; i++) value = (value << 8) | _buffer[_start++];
        // Room for the sum with a block's own time and for scaling by any frame rate.
        return value is >= 0 and < 1L << 48 ? value : throw Broken("a number is out of range");
    }

    private long ReadSize()
    {
        var first = _start;
        var value = ReadNumber(8, keepMarker: false);
        var length = _start - first;
        return value == (1L << (7 * length)) - 1 ? UnknownSize : value;
    }

    // A variable-size integer: as many zero bits as further bytes, a marker bit, then the value (RFC 8794, section 4).
    private long ReadNumber(int longest, bool keepMarker)
    {
        if (_start == _end) throw Ended();
        var first = _buffer[_start];
        var length = System.Numerics.BitOperations.LeadingZeroCount(first) - 23;
        if (length > longest) throw Broken("an element has no valid head");
        if (_end - _start < length) throw Ended();
        long value = keepMarker ? first : first & (0xFF >> length);
        for (var i = 1; i < length; i++) value = (value << 8) | _buffer[_start + i];
        _start += length;
        return value;
    }

    private async ValueTask SkipAsync(long count, CancellationToken ct)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                await FillAsync(1, ct);
                if (_start == _end) throw Ended();
            }

            var step = (int)Math.Min(count, _end - _start);
            _start += step;
            count -= step;
        }
    }

    private async ValueTask FillAsync(int wanted, CancellationToken ct)
    {
        if (_end - _start >= wanted) return;
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        while (_end < wanted && await stream.ReadAsync(_buffer.AsMemory(_end), ct) is var count and > 0) _end += count;
    }

    private static long Checked(long size, long largest) =>
        size is >= 0 && size <= largest ? size : throw Broken("an element is too large");

    private static EndOfStreamException Ended() => new("the decoder's stream ends in the middle");

    private static InvalidDataException Broken(string what) => new($"the decoder's stream cannot be read: {what}");
}

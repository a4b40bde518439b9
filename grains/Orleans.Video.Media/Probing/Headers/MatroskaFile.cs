using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>
/// Reads a Matroska or WebM file (RFC 9559) into what ffprobe says of it: the elements before the first cluster, the tags wherever the seek
/// head says they are, and the first block of each track.
/// </summary>
internal static class MatroskaFile
{
    private const uint Ebml = 0x1A45DFA3, DocType = 0x4282, DocTypeReadVersion = 0x4285, Segment = 0x18538067, Cluster = 0x1F43B675;
    private const uint SeekHead = 0x114D9B74, Seek = 0x4DBB, SeekId = 0x53AB, SeekPosition = 0x53AC;
    private const uint Info = 0x1549A966, TimestampScale = 0x2AD7B1, Duration = 0x4489, Tracks = 0x1654AE6B, Tags = 0x1254C367;
    private const uint Cues = 0x1C53BB6B, Void = 0xEC, Crc32 = 0xBF;
    private const string FormatName = "matroska,webm";

    // The head, with the first blocks: the seek head, the tracks and a second of pictures are far smaller.
    private const int LongestHead = 2 << 20;
    private const int LongestTags = 64 << 10;

    public static JsonObject? Read(SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var count = (int)Math.Min(length, LongestHead);
        var buffer = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            return Fill(file, buffer.AsSpan(0, count), 0) ? Read(file, buffer.AsSpan(0, count), length) : null;
        }
        finally
        {
            // Media must not travel to the pool's next tenant.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static JsonObject? Read(SafeFileHandle file, ReadOnlySpan<byte> head, long fileLength)
    {
        var cursor = new EbmlCursor(head);
        if (!cursor.TryNext(out var id, out var body) || id != Ebml || !IsMatroska(body)) return null;
        if (!cursor.TryEnter(out id, out var size) || id != Segment || size < 0 || size > fileLength - cursor.At) return null;
        var segment = cursor.At;
        var state = default(Head);
        while (cursor.TryEnter(out id, out size))
        {
            if (id == Cluster) return size < 0 ? null : Finish(file, head, cursor.At, size, segment, fileLength, state);
            if (size < 0 || size > head.Length - cursor.At) return null;
            body = head.Slice(cursor.At, (int)size);
            if (!state.Take(id, body)) return null;
            cursor.MoveTo(cursor.At + (int)size);
        }

        return null;
    }

    private static JsonObject? Finish(SafeFileHandle file, ReadOnlySpan<byte> head, int cluster, long clusterSize, int segment, long fileLength, Head state)
    {
        if (state.Tracks is not { } tracks || !(state.Duration > 0)) return null;
        if (!state.HasTags && state.TagsAt > 0 && !ReadTags(file, segment + state.TagsAt, fileLength, tracks)) return null;
        var blocks = head.Slice(cluster, (int)Math.Min(clusterSize, head.Length - cluster));
        if (!tracks.ReadStarts(blocks)) return null;
        // ffmpeg keeps whole microseconds, cut off.
        return ProbedText.Seconds(Math.Truncate(state.Duration * 1000) / 1e6) is { } duration ? ProbedText.Answer(FormatName, duration, tracks.Streams) : null;
    }

    private static bool ReadTags(SafeFileHandle file, long at, long fileLength, MatroskaTracks tracks)
    {
        if (at < 0 || at >= fileLength) return false;
        var buffer = new byte[LongestTags];
        var count = (int)Math.Min(LongestTags, fileLength - at);
        var bytes = buffer.AsSpan(0, count);
        if (!Fill(file, bytes, at)) return false;
        var cursor = new EbmlCursor(bytes);
        return cursor.TryNext(out var id, out var body) && id == Tags && tracks.ReadTags(body);
    }

    private static bool IsMatroska(ReadOnlySpan<byte> header)
    {
        var cursor = new EbmlCursor(header);
        var isKnown = false;
        while (cursor.TryNext(out var id, out var body))
        {
            if (id == DocType) isKnown = body.SequenceEqual("matroska"u8) || body.SequenceEqual("webm"u8);
            else if (id == DocTypeReadVersion && EbmlCursor.Unsigned(body) is not (>= 1 and <= 4)) return false;
        }

        return isKnown && !cursor.Failed;
    }

    private static bool Fill(SafeFileHandle file, Span<byte> bytes, long at)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, at);
            if (read == 0) return false;
            bytes = bytes[read..];
            at += read;
        }

        return true;
    }

    private struct Head
    {
        public MatroskaTracks? Tracks;
        public double Duration;
        public long TagsAt;
        public bool HasTags;
        private bool _hasInfo;

        public bool Take(uint id, ReadOnlySpan<byte> body)
        {
            switch (id)
            {
                case MatroskaFile.SeekHead:
                    return TakeSeekHead(body);
                case MatroskaFile.Info when !_hasInfo:
                    return _hasInfo = TakeInfo(body);
                case MatroskaFile.Tracks when Tracks is null:
                    return (Tracks = MatroskaTracks.Read(body)) is not null;
                case MatroskaFile.Tags when Tracks is not null:
                    return (HasTags = true) && Tracks.ReadTags(body);
                default:
                    return id is Cues or MatroskaFile.Void or Crc32;
            }
        }

        private bool TakeSeekHead(ReadOnlySpan<byte> body)
        {
            var cursor = new EbmlCursor(body);
            while (cursor.TryNext(out var id, out var entry))
            {
                if (id != Seek) continue;
                var fields = new EbmlCursor(entry);
                long target = 0, position = -1;
                while (fields.TryNext(out id, out var field))
                {
                    if (id == SeekId) target = EbmlCursor.Unsigned(field);
                    else if (id == SeekPosition) position = EbmlCursor.Unsigned(field);
                }

                // Attachments become streams of their own; a further seek head could name some.
                if (fields.Failed || position < 0 || target is not (MatroskaFile.Info or MatroskaFile.Tracks or MatroskaFile.Tags or Cues)) return false;
                if (target == MatroskaFile.Tags) TagsAt = position;
            }

            return !cursor.Failed;
        }

        private bool TakeInfo(ReadOnlySpan<byte> body)
        {
            var cursor = new EbmlCursor(body);
            while (cursor.TryNext(out var id, out var field))
            {
                if (id == TimestampScale && EbmlCursor.Unsigned(field) != 1_000_000) return false;
                if (id == MatroskaFile.Duration) Duration = EbmlCursor.Real(field);
            }

            return !cursor.Failed;
        }
    }
}

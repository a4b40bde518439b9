using System.Text.Json.Nodes;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>When the samples of a track are due: the sums of its time-to-sample box, its first composition offset, and its edits.</summary>
internal struct IsoTimes
{
    private long _length;
    private uint _firstStep;
    private int _firstOffset;

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <summary>Whether samples are shown in another order than they are decoded.</summary>
    public bool HasOffsets { get; private set; }

    public bool ReadDecoding(ReadOnlySpan<byte> body)
    {
        var cursor = new HeaderCursor(body);
        cursor.Skip(4);
        var runs = cursor.UInt32();
        if (runs == 0 || cursor.Remaining != runs * 8L) return false;
        for (; runs > 0; runs--)
        {
            var (samples, step) = (cursor.UInt32(), cursor.UInt32());
            // Only the last sample of a track may last no time; steps of half the range are mended by ffmpeg in ways of its own.
            if (samples is 0 or > int.MaxValue || step > int.MaxValue / 2 || (step == 0 && (runs > 1 || samples > 1))) return false;
            if (Count == 0) _firstStep = step;
            Count += samples;
            _length += samples * (long)step;
            if (_length > uint.MaxValue || Count > int.MaxValue) return false;
        }

        return !cursor.Failed && _length > 0;
    }

    public bool ReadComposition(ReadOnlySpan<byte> body)
    {
        var cursor = new HeaderCursor(body);
        var (version, _) = IsoBox.Full(ref cursor);
        var runs = cursor.UInt32();
        if (version > 1 || runs == 0 || cursor.Remaining != runs * 8L) return false;
        cursor.Skip(4);
        _firstOffset = cursor.Int32();
        // Negative offsets shift the whole track in ffmpeg.
        for (var offset = _firstOffset; ;)
        {
            if (offset < 0) return false;
            if (--runs == 0) break;
            cursor.Skip(4);
            offset = cursor.Int32();
        }

        HasOffsets = true;
        return !cursor.Failed;
    }

    /// <summary>Tells the stream its start, length and frame rate; false when the edits do more than cut the encoder's delay off or start late.</summary>
    public readonly bool Tell(JsonObject stream, bool isVideo, uint scale, long declared, ReadOnlySpan<byte> edits, uint movieScale)
    {
        var start = (long)_firstOffset;
        var length = Math.Min(declared, _length);
        if (!edits.IsEmpty && !Edit(edits, hidesDelay: !isVideo, scale, movieScale, ref start, ref length)) return false;
        var tick = 1 / (double)scale;
        if (ProbedText.Seconds(start * tick) is not { } starts || ProbedText.Seconds(length * tick) is not { } lasts) return false;
        stream["start_time"] = starts;
        stream["duration"] = lasts;
        if (!isVideo) return true;
        if (ProbedText.Ratio(Count * scale, _length) is not { } rate) return false;
        stream["avg_frame_rate"] = rate;
        return true;
    }

    private readonly bool Edit(ReadOnlySpan<byte> edits, bool hidesDelay, uint scale, uint movieScale, ref long start, ref long length)
    {
        const uint NormalSpeed = 0x10000;
        var boxes = new HeaderCursor(edits);
        if (!IsoBox.TryNext(ref boxes, out var name, out var body) || name != IsoBox.Elst || boxes.Remaining > 0) return false;
        var cursor = new HeaderCursor(body);
        var (version, _) = IsoBox.Full(ref cursor);
        var count = cursor.UInt32();
        if (version > 1 || count is not (1 or 2)) return false;
        long late = 0, shown = 0, from = -1;
        for (var i = 0; i < count; i++)
        {
            var span = version == 1 ? cursor.UInt64() : cursor.UInt32();
            from = version == 1 ? unchecked((long)cursor.UInt64()) : cursor.Int32();
            if (cursor.UInt32() != NormalSpeed || span is 0 or >= uint.MaxValue) return false;
            // Rounded to the nearest tick of the track, as ffmpeg does.
            var ticks = (long)((((Int128)span * scale * 2) + movieScale) / (2 * (Int128)movieScale));
            if (i == 0 && count == 2)
            {
                // An empty edit: the track starts late.
                if (from != -1) return false;
                late = ticks;
            }
            else
            {
                shown = ticks;
            }
        }

        if (cursor.Failed || cursor.Remaining > 0 || from < 0) return false;
        // Pictures: nothing is hidden. Sound: no more than its encoder's delay.
        if (hidesDelay ? from > Math.Min(scale, 4L * _firstStep) : from != _firstOffset) return false;
        start = late;
        length = Math.Min(length, late + shown);
        return true;
    }
}

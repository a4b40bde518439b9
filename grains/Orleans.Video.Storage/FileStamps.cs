using System.Buffers.Binary;
using System.Globalization;

namespace Orleans.Video.Storage;

/// <summary>
/// Stamps that only grow, within a process and across restarts, whatever the clock does: the clock's time where that is later than the last
/// stamp, else one tick more. A file keeps a mark that no stamp has passed yet; it is written again about once a minute of activity.
/// </summary>
internal sealed class FileStamps
{
    private static readonly long s_ahead = TimeSpan.FromMinutes(1).Ticks;

    // What ext4 can hold. A mark beyond it is damage.
    private static readonly long s_latest = new DateTime(2446, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly string _temporaries;
    private readonly TimeProvider _time;
    private long _last;
    private long _mark;

    public FileStamps(string root, string temporaries, TimeProvider time)
    {
        _path = Path.Combine(root, ".stamp");
        _temporaries = temporaries;
        _time = time;
        _last = _mark = ReadMark();
    }

    public static string ETagOf(DateTime stamp) => stamp.Ticks.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>A stamp that was never given before.</summary>
    public DateTime Next()
    {
        lock (_gate)
        {
            var next = Math.Max(_time.GetUtcNow().UtcTicks, _last + 1);
            if (next > _mark) WriteMark(next + s_ahead);
            _last = next;
            return new(next, DateTimeKind.Utc);
        }
    }

    /// <summary>Takes the mark back to the last stamp, so that the next opening goes on from there.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            try { WriteMark(_last); }
            catch (Exception e) when (FileFailure.IsOfDisk(e))
            {
                // The mark that is there is later and serves as well.
            }
        }
    }

    // Without a readable mark only the clock keeps stamps apart, as it does at the first opening.
    private long ReadMark()
    {
        var file = new FileInfo(_path);
        if (!file.Exists || file.LinkTarget is not null || file.Length != sizeof(long)) return 0;
        var mark = BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(_path));
        return mark > 0 && mark < s_latest ? mark : 0;
    }

    private void WriteMark(long mark)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, mark);
        using var draft = new FileDraft(_temporaries);
        draft.Append(bytes);
        draft.Seal(new(Math.Min(mark, s_latest), DateTimeKind.Utc));
        draft.MoveTo(_path);
        OwnedFolder.Flush(Path.GetDirectoryName(_path)!);
        _mark = mark;
    }
}

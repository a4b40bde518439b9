using System.Text;

namespace Orleans.Video.Learning.Data;

/// <summary>What a source left out, and why. Safe for use by many at once.</summary>
public sealed class SkippedEntries
{
    private const int Shown = 3;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (int Count, List<string> Names)> _reasons = new(StringComparer.Ordinal);

    /// <summary>How many entries were left out.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _reasons.Values.Sum(static reason => reason.Count);
        }
    }

    /// <summary>How many entries were left out for a reason.</summary>
    public int CountOf(string reason)
    {
        lock (_gate) return _reasons.TryGetValue(reason, out var found) ? found.Count : 0;
    }

    /// <summary>Such as <c>2 skipped: 1 damaged picture (train/n01443537/a.JPEG), 1 unknown class (train/x/b.JPEG)</c>; empty when nothing was left out.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            if (_reasons.Count == 0) return "";
            var text = new StringBuilder();
            foreach (var (reason, (count, names)) in _reasons)
            {
                text.Append(text.Length == 0 ? "" : ", ").Append(count).Append(' ').Append(reason).Append(" (").AppendJoin(", ", names);
                text.Append(count > names.Count ? ", …)" : ")");
            }

            return $"{Count} skipped: {text}";
        }
    }

    internal void Add(string name, string reason)
    {
        lock (_gate)
        {
            var (count, names) = _reasons.TryGetValue(reason, out var found) ? found : (0, []);
            if (names.Count < Shown) names.Add(Printable(name));
            _reasons[reason] = (count + 1, names);
        }
    }

    // Names come from archives that anybody may have made.
    private static string Printable(string name)
    {
        var shown = name.Length <= 120 ? name : name[..120] + "…";
        return string.Concat(shown.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }
}

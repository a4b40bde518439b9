using System.Diagnostics.CodeAnalysis;

namespace Orleans.Video.Grains.Videos;

/// <summary>The place of an event in the order of its video: by sequence number, then by event id.</summary>
[SuppressMessage("Design", "CA1036", Justification = "Only CompareTo and Max are used.")]
internal readonly record struct Stamp(long Sequence, string EventId) : IComparable<Stamp>
{
    /// <summary>Before every event.</summary>
    public static readonly Stamp None = new(0, "");

    /// <inheritdoc/>
    public int CompareTo(Stamp other) =>
        Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : string.CompareOrdinal(EventId, other.EventId);

    /// <summary>Whether this event comes after another.</summary>
    public bool IsAfter(Stamp other) => CompareTo(other) > 0;
}

/// <summary>A value and the event that set it: the later event wins, in whatever order they arrive.</summary>
/// <param name="Value">The value; null when none, or when the event left it out.</param>
/// <param name="SetBy">The event.</param>
internal readonly record struct Register(string? Value, Stamp SetBy)
{
    /// <summary>A register that nothing has set.</summary>
    public static readonly Register Empty = new(null, Stamp.None);

    /// <summary>The register after an event that sets it.</summary>
    public Register Set(string? value, Stamp stamp) => stamp.IsAfter(SetBy) ? new Register(value, stamp) : this;

    /// <summary>The register once everything up to a deletion is forgotten.</summary>
    public Register Forget(Stamp tombstone) => SetBy.IsAfter(tombstone) ? this : Empty;
}

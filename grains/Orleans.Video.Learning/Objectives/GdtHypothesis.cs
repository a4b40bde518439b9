namespace Orleans.Video.Learning.Objectives;

/// <summary>What a clip's vectors shall make of a transformation.</summary>
public enum TransformationRole
{
    /// <summary>It is not applied.</summary>
    Absent,

    /// <summary>They tell it: the transformed clip of the same video is a hard negative.</summary>
    Distinctive,

    /// <summary>They do not see it: the transformed clip of the same video is the positive.</summary>
    Invariant,
}

/// <summary>One of the clips that are made of a video.</summary>
/// <param name="IsShifted">Whether it is from the second of the two moments.</param>
/// <param name="IsReversed">Whether its time runs backwards.</param>
public readonly record struct GdtView(bool IsShifted, bool IsReversed);

/// <summary>A learning hypothesis of generalised data transformations (arXiv 2003.04298 §3.2 and table 1).</summary>
/// <param name="Number">1–9, as published.</param>
/// <param name="Reversal">What vectors make of time reversal.</param>
/// <param name="Shift">What they make of a shift in time.</param>
public sealed record GdtHypothesis(int Number, TransformationRole Reversal, TransformationRole Shift)
{
    /// <summary>All nine, in order.</summary>
    public static IReadOnlyList<GdtHypothesis> All { get; } =
    [
        new(1, TransformationRole.Absent, TransformationRole.Absent),
        new(2, TransformationRole.Distinctive, TransformationRole.Absent),
        new(3, TransformationRole.Invariant, TransformationRole.Absent),
        new(4, TransformationRole.Absent, TransformationRole.Distinctive),
        new(5, TransformationRole.Absent, TransformationRole.Invariant),
        new(6, TransformationRole.Distinctive, TransformationRole.Distinctive),
        new(7, TransformationRole.Invariant, TransformationRole.Distinctive),
        new(8, TransformationRole.Distinctive, TransformationRole.Invariant),
        new(9, TransformationRole.Invariant, TransformationRole.Invariant),
    ];

    /// <summary>The hypothesis of a number.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static GdtHypothesis Of(int number) => number >= 1 && number <= All.Count ? All[number - 1] : throw new ArgumentException($"hypothesis {number} is none of 1 to {All.Count}");

    /// <summary>The clips of a video that a batch holds, the untransformed one first.</summary>
    public IReadOnlyList<GdtView> Views =>
    [
        .. from isShifted in Choices(Shift) from isReversed in Choices(Reversal) select new GdtView(isShifted, isReversed),
    ];

    /// <summary>As people write it, such as <c>reversal distinctive, shift invariant</c>.</summary>
    public override string ToString() => (Reversal, Shift) switch
    {
        (TransformationRole.Absent, TransformationRole.Absent) => "modalities alone",
        (_, TransformationRole.Absent) => $"reversal {Name(Reversal)}",
        (TransformationRole.Absent, _) => $"shift {Name(Shift)}",
        _ => $"reversal {Name(Reversal)}, shift {Name(Shift)}",
    };

    private static bool[] Choices(TransformationRole role) => role == TransformationRole.Absent ? [false] : [false, true];

    private static string Name(TransformationRole role) => role == TransformationRole.Distinctive ? "distinctive" : "invariant";
}

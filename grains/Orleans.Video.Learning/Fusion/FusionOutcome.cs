using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Learning.Fusion;

/// <summary>What a run came to.</summary>
/// <param name="Set">The new set, verified; null while it is not written.</param>
/// <param name="Learned">Videos that were learned from to the end.</param>
/// <param name="HeldOut">Videos that were kept aside and measured.</param>
/// <param name="Left">Videos that left during the run: erased, or no longer to be learned from.</param>
/// <param name="Before">Recall at 10 of text to video on those kept aside, of the parent; 0–1.</param>
/// <param name="After">The same, of the new set.</param>
/// <param name="Gained">Videos kept aside that the new set finds and its parent does not.</param>
/// <param name="Lost">Videos kept aside that the parent finds and the new set does not.</param>
public sealed record FusionOutcome(ModelSet? Set, int Learned, int HeldOut, int Left, double Before, double After, int Gained, int Lost)
{
    // One-sided, at 5 %.
    private const double Critical = 1.645;

    /// <summary>Whether the new set measures better than its parent by more than chance does (McNemar's test on the videos that only one of them finds), and so is worth using.</summary>
    public bool IsBetter => Gained > Lost && (Gained - Lost) / Math.Sqrt(Gained + Lost) > Critical;

    internal static FusionOutcome Of(int learned, int left, bool[] before, bool[] after) => new(
        null,
        learned,
        before.Length,
        left,
        before.Average(static found => found ? 1.0 : 0),
        after.Average(static found => found ? 1.0 : 0),
        before.Zip(after).Count(static pair => pair.Second && !pair.First),
        before.Zip(after).Count(static pair => pair.First && !pair.Second));
}

using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Learning.Fusion;

/// <summary>What a run came to.</summary>
/// <param name="Set">The new set, verified; null while it is not written.</param>
/// <param name="Learned">Videos that were learned from to the end.</param>
/// <param name="HeldOut">Videos that were kept aside and measured.</param>
/// <param name="Left">Videos that left during the run: erased, or no longer to be learned from.</param>
/// <param name="Before">Recall at 10 of text to video on those kept aside, of the parent; 0–1.</param>
/// <param name="After">The same, of the new set.</param>
public sealed record FusionOutcome(ModelSet? Set, int Learned, int HeldOut, int Left, double Before, double After)
{
    /// <summary>Whether the new set measures better than its parent, and so is worth using.</summary>
    public bool IsBetter => After > Before;
}

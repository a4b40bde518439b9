using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Objectives;

/// <summary>
/// Noise-contrastive loss between the modalities of transformed clips (arXiv 2003.04298 §3), for a batch that lies on one device. With q the vectors of one modality, k and kᵗ those of
/// the other for the same clips and for their transformed ones, row i of each from video i:
/// <code>
/// base         CE(q·kᵀ ÷ τ, i)               the other videos of the batch are the negatives
/// distinctive  CE(q·[k, kᵗ]ᵀ ÷ τ, i)         and all transformed clips, its own as the hard one
/// invariant    CE(q·kᵗᵀ ÷ τ, i)              the transformed clip is the positive; a base term is added
/// </code>
/// Each term is the mean over both modalities as q, and over untransformed and transformed clips as q. Keys are detached: the gradient goes through q alone. The published code takes
/// further negatives from other devices' batches only, and there extends the same lists from term to term; one device has none.
/// </summary>
internal static class GdtLoss
{
    /// <summary>What likenesses are divided by, as published.</summary>
    public const double Temperature = 0.07;

    /// <summary>Adds the loss to a graph.</summary>
    /// <param name="hypothesis">What is learned.</param>
    /// <param name="video">For each of the hypothesis' views <c>[N, D]</c>, rows of length one.</param>
    /// <param name="audio">The same of the other modality.</param>
    /// <param name="temperature">τ.</param>
    /// <returns>One number, in nats.</returns>
    public static Tensor Of(GdtHypothesis hypothesis, IReadOnlyList<Tensor> video, IReadOnlyList<Tensor> audio, double temperature = Temperature)
    {
        var clips = hypothesis.Views.Select((view, i) => (view, Clip: new Clip(video[i], audio[i]))).ToDictionary(static v => v.view, static v => v.Clip);
        var first = clips[new GdtView()];
        List<Tensor> terms = [];
        if (hypothesis.Reversal == TransformationRole.Invariant) terms.Add(Base(new GdtView(false, true)));
        if (hypothesis.Shift == TransformationRole.Invariant) terms.Add(Base(new GdtView(true, false)));
        // Each transformation is applied to all that the other one left: reversal to both moments, shift to both directions of time.
        foreach (var (view, clip) in clips)
        {
            if (hypothesis.Reversal != TransformationRole.Absent && !view.IsReversed) terms.Add(Pair(hypothesis.Reversal, clip, clips[view with { IsReversed = true }]));
            if (hypothesis.Shift != TransformationRole.Absent && !view.IsShifted) terms.Add(Pair(hypothesis.Shift, clip, clips[view with { IsShifted = true }]));
        }

        if (terms.Count == 0) terms.Add(Term(TransformationRole.Absent, first, first));
        return Mean(terms);

        Tensor Base(GdtView transformed) => Pair(TransformationRole.Absent, first, clips[transformed]);

        Tensor Pair(TransformationRole role, Clip clip, Clip transformed) => Mean([Term(role, clip, transformed), Term(role, transformed, clip)]);

        Tensor Term(TransformationRole role, Clip clip, Clip transformed) =>
            Mean([CrossEntropy(role, clip.Video, clip.Audio, transformed.Audio), CrossEntropy(role, clip.Audio, clip.Video, transformed.Video)]);

        Tensor CrossEntropy(TransformationRole role, Tensor query, Tensor key, Tensor transformed)
        {
            var (positive, size) = (role == TransformationRole.Invariant ? transformed : key, query.Shape[0]);
            var keys = role == TransformationRole.Distinctive ? Shaping.Concat([positive, transformed], axis: 0) : positive;
            var logits = query.Gemm(keys.StopGradient(), turnRight: true) / temperature;
            var own = query.Graph.Integers([.. Enumerable.Range(0, size).Select(static i => (long)i)], [size]).OneHot(keys.Shape[0]);
            return -(logits.LogSoftmax() * own).Sum().Reshape([]) / size;
        }
    }

    private static Tensor Mean(List<Tensor> terms) => terms.Aggregate(static (a, b) => a + b) / terms.Count;

    /// <summary>The vectors of a view.</summary>
    private readonly record struct Clip(Tensor Video, Tensor Audio);
}

using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Objectives;

/// <summary>Tells what is behind a mask from what is behind others of the same utterance: arXiv 2006.11477 §3.2, L<sub>m</sub>.</summary>
internal static class MaskedContrast
{
    private const double Never = -1e4;

    /// <summary>Adds the loss to a graph.</summary>
    /// <param name="context"><c>[N, P, F]</c>, what the context network says of P masked frames of each utterance.</param>
    /// <param name="targets"><c>[N, P, F]</c>, what they are.</param>
    /// <param name="codes"><c>[N, P, G × V]</c>, 1 at the entries chosen: a distractor that is the same in all codebooks is none.</param>
    /// <param name="groups">G.</param>
    /// <param name="distractors"><c>[N, P, P]</c>, 1 where the second frame is a distractor of the first, else 0.</param>
    /// <param name="counts"><c>[N, P]</c>, 1 for frames that count, 0 for those that only fill up.</param>
    /// <param name="temperature">κ, what cosines are divided by.</param>
    /// <returns>The loss in nats a frame, and the share of frames that are found, 0–1.</returns>
    public static (Tensor Loss, Tensor Found) Of(Tensor context, Tensor targets, Tensor codes, int groups, Tensor distractors, Tensor counts, double temperature)
    {
        var graph = context.Graph;
        var (count, places) = (context.Shape[0], context.Shape[1]);
        double[] diagonal = [.. Enumerable.Range(0, places * places).Select(i => i / places == i % places ? 1.0 : 0)];
        var self = graph.Constant(diagonal, [1, places, places]);
        var same = codes.MatMul(codes.TransposeMatrix()).Greater(graph.Constant(groups - 0.5)).ToNumbers();
        var compared = self + distractors * (1 - same) * (1 - self);
        var logits = context.UnitLength().MatMul(targets.UnitLength().TransposeMatrix()) / temperature + (1 - compared) * Never;
        var total = counts.Sum().Maximum(1).Reshape([]);
        var loss = -((logits.LogSoftmax() * self).Sum(2).Reshape([count, places]) * counts).Sum().Reshape([]) / total;
        var isFound = (logits * self).Sum(2).EqualTo(logits.Largest(2)).ToNumbers().Reshape([count, places]);
        return (loss, (isFound * counts).Sum().Reshape([]) / total);
    }
}

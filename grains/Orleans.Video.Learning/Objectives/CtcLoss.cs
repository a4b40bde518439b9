using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Objectives;

/// <summary>
/// Connectionist temporal classification (Graves et al., ICML 2006): what it costs that the paths through the frames which read as the target are not certain.
/// <code>
/// states    ␣ t₁ ␣ t₂ ␣ … t_U ␣       a step stays, goes on by one, or by two past a blank between two different tokens
/// forward   α(t, s) = y(t, s) · (α(t−1, s) + α(t−1, s−1) + skip · α(t−1, s−2))
/// backward  β the same from the other end: states and frames turned round
/// loss      −ln (α(T, last blank) + α(T, last token));   its gradient by ln y is −α·β⁄(y·total)
/// </code>
/// In log space, unrolled over the frames, forward and backward as rows of one batch. No gradient goes through the recursion: what α and β say of each state is its gradient.
/// </summary>
internal static class CtcLoss
{
    // A logarithm of nothing that still can be added to: far below every path, and far from overflow.
    private const double Never = -1e30;

    /// <summary>Adds the losses to a graph.</summary>
    /// <param name="logits"><c>[N, T, V]</c>.</param>
    /// <param name="frames"><c>[N, T]</c>, 1 for the frames of an utterance and 0 behind its end; at least one of each.</param>
    /// <param name="targets"><c>int64 [N, U]</c>, tokens, no blanks; any token behind the end.</param>
    /// <param name="targetLengths"><c>int64 [N]</c>, how many of the U tokens count.</param>
    /// <param name="blank">The blank's token.</param>
    /// <returns><c>[N]</c>, in nats. A target that does not fit into its frames costs 0 and teaches nothing.</returns>
    public static Tensor Of(Tensor logits, Tensor frames, Tensor targets, Tensor targetLengths, int blank = 0)
    {
        var graph = logits.Graph;
        using var layer = graph.Layer("ctc");
        var (count, length, states) = (logits.Shape[0], logits.Shape[1], 2 * targets.Shape[1] + 1);
        var labels = Labels(targets, blank);
        // y(t, s): the frames' logarithms of shares, for each state that of its token.
        var y = logits.LogSoftmax().MatMul(labels.OneHot(logits.Shape[2]).TransposeMatrix());
        var shares = y.StopGradient();
        var last = LastBlank(targetLengths, states);
        var start = graph.Constant([.. Enumerable.Range(0, states).Select(static s => s == 0 ? 0 : Never)], [1, states]).Expand([count, states]);
        var skips = Skips(labels, blank);
        var both = Recursion(
            Shaping.Concat([shares, shares.Flip(1, 2)], 0),
            Shaping.Concat([frames, frames.Flip(1)], 0),
            Shaping.Concat([start, ((1 - last) * Never).Flip(1)], 0),
            // Turned round, a step from s to s − 2 begins where the other ended.
            Shaping.Concat([skips, ShiftedBy(2, skips.Flip(1))], 0));
        var (alpha, beta) = (both.Slice(0, 0, count), both.Slice(0, count, count).Flip(1, 2));

        // Ends: the last blank, or the token before it; a target without tokens has the one blank alone.
        var ends = last + ShiftedBy(1, last.Flip(1)).Flip(1);
        var total = LogSumExp(alpha.Slice(1, length - 1, 1).Reshape([count, states]) + (1 - ends) * Never, 1);
        var fits = total.Greater(graph.Constant(Never / 2));
        var occupied = (alpha + beta - shares - total.Reshape([count, 1, 1])).Minimum(0).Exp() * frames.Reshape([count, length, 1]);
        occupied = fits.ToNumbers().Reshape([count, 1, 1]) * occupied;
        var along = -(y * occupied.StopGradient()).Sum(1, 2).Reshape([count]);
        var loss = fits.Where(-total, graph.Constant(0)).Reshape([count]);
        return (loss - along).StopGradient() + along;
    }

    // [N, S]: a blank before, between and behind the tokens.
    private static Tensor Labels(Tensor targets, int blank)
    {
        var (graph, count, length) = (targets.Graph, targets.Shape[0], targets.Shape[1]);
        Tensor Blanks(int width) => graph.Integers([.. Enumerable.Repeat((long)blank, count * width)], [count, width]);
        return Shaping.Concat([Shaping.Stack([Blanks(length), targets], 2).Reshape([count, 2 * length]), Blanks(1)], 1);
    }

    // [N, S]: 1 at the state behind the last token.
    private static Tensor LastBlank(Tensor targetLengths, int states)
    {
        var places = targetLengths.OneHot((states + 1) / 2);
        return Shaping.Stack([places, places * 0], 2).Reshape([places.Shape[0], states + 1]).Slice(1, 0, states);
    }

    // [N, S]: 1 at tokens that differ from the one before them.
    private static Tensor Skips(Tensor labels, int blank)
    {
        var (count, states) = (labels.Shape[0], labels.Shape[1]);
        if (states < 3) return labels.Graph.Full([count, states], 0);
        var isToken = 1 - labels.EqualTo(labels.Graph.Integers([blank], [1])).ToNumbers();
        var isNew = 1 - labels.Slice(1, 2, states - 2).EqualTo(labels.Slice(1, 0, states - 2)).ToNumbers();
        return isToken * isNew.Pad([0, 2], [0, 0]);
    }

    private static Tensor ShiftedBy(int places, Tensor x)
    {
        var states = x.Shape[1];
        return states <= places ? x * 0 : x.Pad([0, places], [0, 0]).Slice(1, 0, states);
    }

    // y [M, T, S], frames [M, T], start [M, S] before the first frame, skips [M, S] → [M, T, S]. Where there is no frame everything stays as it was.
    private static Tensor Recursion(Tensor y, Tensor frames, Tensor start, Tensor skips)
    {
        var (graph, count, length, states) = (y.Graph, y.Shape[0], y.Shape[1], y.Shape[2]);
        // From s, from s − 1, from s − 2: places in the states with two that are never reached before them.
        var from = graph.Integers([.. Enumerable.Range(0, 3).SelectMany(step => Enumerable.Range(0, states).Select(s => (long)(s + 2 - step)))], [3, states]);
        var allowed = ((1 - skips) * Never).Reshape([count, 1, states]).Pad([0, 2, 0], [0, 0, 0]);
        var never = graph.Full([count, 1, 2], Never);
        var present = frames.Reshape([count, length, 1]).Greater(graph.Constant(0.5));
        var state = start.Reshape([count, 1, states]);
        var all = new List<Tensor>(length);
        for (var t = 0; t < length; t++)
        {
            var steps = Shaping.Concat([never, state], 2).Reshape([count, states + 2]).Gather(from, 1) + allowed;
            state = present.Slice(1, t, 1).Where(LogSumExp(steps, 1) + y.Slice(1, t, 1), state);
            all.Add(state);
        }

        return all.Concat(1);
    }

    private static Tensor LogSumExp(Tensor x, int axis)
    {
        var most = x.Largest(axis);
        return (x - most).Exp().Sum(axis).Log() + most;
    }
}

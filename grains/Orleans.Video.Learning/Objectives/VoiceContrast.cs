using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Objectives;

/// <summary>
/// Sounds of one name come together across voices (supervised contrast, arXiv 2004.11362 eq. 2). A sound of the same name by the same voice is left out on both sides,
/// so that who speaks is no help.
/// </summary>
internal static class VoiceContrast
{
    /// <summary>Adds the loss to a graph.</summary>
    /// <param name="vectors"><c>[N, D]</c>, rows of length one.</param>
    /// <param name="names"><c>int64 [N]</c>, what each sound is.</param>
    /// <param name="voices"><c>int64 [N]</c>, who speaks; a number of its own where nobody does.</param>
    /// <param name="temperature">What likenesses are divided by.</param>
    /// <returns>One number, in nats.</returns>
    public static Tensor Loss(Tensor vectors, Tensor names, Tensor voices, double temperature)
    {
        var size = vectors.Shape[0];
        var sameName = Same(names);
        // A sound itself is of the same name and voice.
        var sameVoice = sameName * Same(voices);
        var positive = sameName - sameVoice;
        // Where nothing is left to compare with e^-1e4 is 0; the sum then has the sound itself out, too.
        var likeness = vectors.Gemm(vectors, turnRight: true) / temperature - sameVoice * 1e4;
        var each = likeness.LogSoftmax() * positive;
        var counts = positive.Sum(1);
        // A sound without another of its name has nothing to come to.
        var has = counts.Minimum(1);
        return -(each.Sum(1) / counts.Maximum(1)).Sum().Reshape([]) / has.Sum().Maximum(1).Reshape([]);

        Tensor Same(Tensor indexes) => indexes.Reshape([size, 1]).EqualTo(indexes.Reshape([1, size])).ToNumbers();
    }
}

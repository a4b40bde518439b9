using System.Numerics.Tensors;

namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>The best token of each frame, repeats collapsed, blanks and tokens that are no sound dropped. Graves et al., ICML 2006, §3.2 ("best path").</summary>
public static class GreedyDecoder
{
    /// <summary>The tokens, word boundaries among them.</summary>
    public static IReadOnlyList<int> Decode(LogProbabilities frames, CtcVocabulary vocabulary)
    {
        var tokens = new List<int>();
        var last = -1;
        for (var frame = 0; frame < frames.Frames; frame++)
        {
            var best = TensorPrimitives.IndexOfMax(frames[frame]);
            if (best != last && vocabulary.IsSpoken(best)) tokens.Add(best);
            last = best;
        }

        return tokens;
    }
}

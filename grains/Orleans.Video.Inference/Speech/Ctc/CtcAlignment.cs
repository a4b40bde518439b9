using System.Text;

namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>A word and the frames in which it is said.</summary>
/// <param name="Text">The word.</param>
/// <param name="FirstFrame">The first frame of its first token.</param>
/// <param name="EndFrame">The frame behind the last of its last token.</param>
/// <param name="Confidence">0 to 1: the geometric mean of the probabilities of its tokens in their frames.</param>
public readonly record struct FrameWord(string Text, int FirstFrame, int EndFrame, float Confidence);

/// <summary>
/// Finds when the tokens of a decoded sequence are said: the best path through the frames that reads as the sequence (Viterbi over the
/// sequence with a blank between any two tokens). For what greedy decoding gave it is the greedy path itself.
/// </summary>
public static class CtcAlignment
{
    /// <summary>The words of a token sequence with their frames.</summary>
    /// <exception cref="ArgumentException">The sequence does not fit into the frames, or no path of above zero probability reads as it.</exception>
    public static IReadOnlyList<FrameWord> Words(LogProbabilities frames, IReadOnlyList<int> tokens, CtcVocabulary vocabulary)
    {
        var spans = Align(frames, tokens, vocabulary.Blank);
        var words = new List<FrameWord>();
        var text = new StringBuilder();
        var (first, end, score, count) = (0, 0, 0.0, 0);
        for (var i = 0; i <= tokens.Count; i++)
        {
            if (i == tokens.Count || tokens[i] == vocabulary.Boundary)
            {
                if (text.Length > 0) words.Add(new FrameWord(text.ToString(), first, end, (float)Math.Exp(score / count)));
                text.Clear();
                (score, count) = (0, 0);
                continue;
            }

            if (text.Length == 0) first = spans[i].First;
            text.Append(vocabulary.TextOf(tokens[i]));
            end = spans[i].End;
            score += spans[i].LogProbability;
            count += spans[i].End - spans[i].First;
        }

        return words;
    }

    private static (int First, int End, double LogProbability)[] Align(LogProbabilities frames, IReadOnlyList<int> tokens, int blank)
    {
        var spans = new (int First, int End, double LogProbability)[tokens.Count];
        if (tokens.Count == 0) return spans;
        // States: blank, token 0, blank, token 1, … blank. A step stays, goes on by one, or by two past a blank between two different tokens.
        var states = (2 * tokens.Count) + 1;
        var (scores, next) = (new double[states], new double[states]);
        Array.Fill(scores, double.NegativeInfinity);
        var steps = new byte[checked(frames.Frames * states)];
        for (var frame = 0; frame < frames.Frames; frame++)
        {
            var row = frames[frame];
            for (var state = 0; state < states; state++)
            {
                var token = (state & 1) == 0 ? blank : tokens[state >> 1];
                var (best, step) = frame == 0 ? (state < 2 ? 0 : double.NegativeInfinity, 0) : (scores[state], 0);
                if (frame > 0)
                {
                    if (state > 0 && scores[state - 1] > best) (best, step) = (scores[state - 1], 1);
                    if ((state & 1) == 1 && state > 1 && tokens[state >> 1] != tokens[(state >> 1) - 1] && scores[state - 2] > best) (best, step) = (scores[state - 2], 2);
                }

                next[state] = best + row[token];
                steps[(frame * states) + state] = (byte)step;
            }

            (scores, next) = (next, scores);
        }

        var at = scores[^1] > scores[^2] ? states - 1 : states - 2;
        if (frames.Frames == 0 || double.IsNegativeInfinity(scores[at])) throw new ArgumentException($"no path of {frames.Frames} frames reads as these {tokens.Count} tokens", nameof(tokens));
        for (var frame = frames.Frames - 1; frame >= 0; frame--)
        {
            if ((at & 1) == 1)
            {
                ref var span = ref spans[at >> 1];
                span = (frame, span.End == 0 ? frame + 1 : span.End, span.LogProbability + frames[frame][tokens[at >> 1]]);
            }

            at -= steps[(frame * states) + at];
        }

        return spans;
    }
}

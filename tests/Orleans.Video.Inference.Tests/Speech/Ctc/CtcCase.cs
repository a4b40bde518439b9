using System.Text;
using CsCheck;
using Orleans.Video.Inference.Speech.Ctc;

namespace Orleans.Video.Inference.Tests.Speech.Ctc;

/// <summary>Small random logits, few enough that every path can be summed.</summary>
internal sealed record CtcCase(CtcVocabulary Vocabulary, LogProbabilities Frames)
{
    /// <summary>Blank, word boundary, A and B.</summary>
    public static readonly CtcVocabulary Letters = CtcVocabulary.Parse("""{"<pad>":0,"|":1,"A":2,"B":3}"""u8.ToArray());

    public static Gen<CtcCase> Any(int mostFrames = 6) =>
        Gen.Int[0, mostFrames].SelectMany(frames => Gen.Float[-4, 4].Array[frames * Letters.Count])
            .Select(logits => new CtcCase(Letters, LogProbabilities.Of(logits, Letters)));

    /// <summary>For every token sequence that any path reads as, ln of the sum over its paths: by going through all of them.</summary>
    public Dictionary<string, double> SumOverAllPaths()
    {
        var sums = new Dictionary<string, double>();
        var paths = 1;
        for (var frame = 0; frame < Frames.Frames; frame++) paths *= Frames.Tokens;
        for (var path = 0; path < paths; path++)
        {
            var (text, last, score) = (new StringBuilder(), -1, 0.0);
            for (int frame = 0, left = path; frame < Frames.Frames; frame++, left /= Frames.Tokens)
            {
                var token = left % Frames.Tokens;
                score += Frames[frame][token];
                if (token != last && token != Vocabulary.Blank) text.Append(token);
                last = token;
            }

            var key = text.ToString();
            sums[key] = sums.TryGetValue(key, out var sum) ? Math.Log(Math.Exp(sum) + Math.Exp(score)) : score;
        }

        return sums;
    }

    public static string Key(IEnumerable<int> tokens) => string.Concat(tokens);
}

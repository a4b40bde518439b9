namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>Natural logarithms of the probabilities of each token in each frame.</summary>
public sealed class LogProbabilities
{
    private readonly float[] _values;

    private LogProbabilities(float[] values, int frames, int tokens) => (_values, Frames, Tokens) = (values, frames, tokens);

    /// <summary>T, rows.</summary>
    public int Frames { get; }

    /// <summary>V, columns.</summary>
    public int Tokens { get; }

    /// <summary>The log-probabilities of one frame, <c>float[V]</c>.</summary>
    public ReadOnlySpan<float> this[int frame] => _values.AsSpan(frame * Tokens, Tokens);

    /// <summary>The log-softmax of each row of logits. Numbers that are not finite make a frame in which nothing is said rather than a crash: its blank is certain.</summary>
    /// <param name="logits"><c>float[T, V]</c>.</param>
    /// <param name="vocabulary">The columns.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the vocabulary's.</exception>
    public static LogProbabilities Of(ReadOnlySpan<float> logits, CtcVocabulary vocabulary)
    {
        var tokens = vocabulary.Count;
        if (logits.Length % tokens != 0) throw new ArgumentException($"{logits.Length} logits are no rows of {tokens}, the size of the vocabulary", nameof(logits));
        var values = logits.ToArray();
        var frames = values.Length / tokens;
        for (var frame = 0; frame < frames; frame++)
        {
            var row = values.AsSpan(frame * tokens, tokens);
            var most = float.NegativeInfinity;
            var broken = false;
            foreach (var value in row)
            {
                broken |= !float.IsFinite(value);
                most = Math.Max(most, value);
            }

            if (broken)
            {
                row.Fill(float.NegativeInfinity);
                row[vocabulary.Blank] = 0;
                continue;
            }

            var sum = 0.0;
            foreach (var value in row) sum += Math.Exp(value - most);
            var shift = most + (float)Math.Log(sum);
            foreach (ref var value in row) value -= shift;
        }

        return new LogProbabilities(values, frames, tokens);
    }

    /// <summary>ln(eᵃ + eᵇ) without overflow.</summary>
    internal static double Sum(double a, double b)
    {
        if (double.IsNegativeInfinity(a)) return b;
        if (double.IsNegativeInfinity(b)) return a;
        return a > b ? a + Math.Log(1 + Math.Exp(b - a)) : b + Math.Log(1 + Math.Exp(a - b));
    }
}

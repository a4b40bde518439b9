namespace Orleans.Video.Inference.Text;

/// <summary>What a text became.</summary>
/// <param name="Pooled"><c>float [D]</c> of length one; zeros for a text without any token, which is like nothing.</param>
/// <param name="Words"><c>float [W, D]</c>, row-major, each row of length one; empty where the graph gives no token vectors.</param>
/// <param name="Spans">The W words' places in the text; empty where <paramref name="Words"/> is. Punctuation has no place.</param>
/// <param name="Truncated">Whether the text was longer than the encoder takes, and its end was left out.</param>
public sealed record TextEncoding(float[] Pooled, float[] Words, IReadOnlyList<WordSpan> Spans, bool Truncated);

/// <summary>The place of a word in a text.</summary>
/// <param name="Start">Its first UTF-16 unit.</param>
/// <param name="Length">Its UTF-16 units.</param>
public readonly record struct WordSpan(int Start, int Length);

using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;

namespace Orleans.Video.Learning.Speech.Utterances;

/// <summary>Which frames of an utterance are hidden: spans that begin anywhere and may overlap; arXiv 2006.11477 §3.1.</summary>
internal sealed record SpanMasking
{
    /// <summary>p, the share of frames at which a span begins, 0 to 1.</summary>
    public double Starts { get; init; } = 0.065;

    /// <summary>M, frames of a span, 1 or more.</summary>
    public int Span { get; init; } = 10;

    /// <summary>Draws the mask of an utterance.</summary>
    /// <param name="frames">Its frames.</param>
    /// <param name="least">The fewest spans.</param>
    /// <param name="draws">Where the numbers come from.</param>
    public bool[] Draw(int frames, int least, SeededGenerator draws)
    {
        var masked = new bool[frames];
        if (frames == 0) return masked;
        // The part of a span behind the point is rounded by chance, so that on average the share is met.
        var spans = Math.Max(least, (int)(Starts * frames + draws.NextUniform()));
        for (var i = 0; i < spans; i++)
        {
            var start = draws.NextBelow(Math.Max(1, frames - Span + 1));
            masked.AsSpan(start, Math.Min(Span, frames - start)).Fill(true);
        }

        return masked;
    }
}

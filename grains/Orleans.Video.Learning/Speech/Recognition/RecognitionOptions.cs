using Orleans.Video.Learning.Speech.Utterances;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>How a model learns the words of utterances.</summary>
internal sealed record RecognitionOptions
{
    /// <summary>Utterances of a batch.</summary>
    public int Utterances { get; init; } = 8;

    /// <summary>U, the most letters of a text, with the spaces between its words.</summary>
    public int MostTokens { get; init; } = 41;

    /// <summary>What is hidden while it learns.</summary>
    public SpanMasking Masking { get; init; } = new() { Starts = 0.03, Span = 6 };

    /// <summary>Steps on the labelled utterances.</summary>
    public long Steps { get; init; } = 800;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 1e-3;
}

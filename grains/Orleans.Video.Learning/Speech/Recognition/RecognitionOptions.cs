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

    /// <summary>Whether the convolutions learn too. The paper leaves them as pre-training made them; those of a model as small as ours are not worth keeping as they are.</summary>
    public bool TrainsConvolutions { get; init; } = true;

    /// <summary>Steps on the labelled utterances.</summary>
    public long Steps { get; init; } = 600;

    /// <summary>The highest learning rate.</summary>
    public double PeakRate { get; init; } = 2e-3;
}

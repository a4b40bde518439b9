namespace Orleans.Video.Inference.ModelSets;

/// <summary>
/// The encoder of speech: 16 kHz samples <c>[N, S]</c> to CTC logits <c>[N, T, V]</c> of <see cref="EncoderSpec.Width"/> (V) tokens. The defaults are those of the
/// public wav2vec 2.0 models.
/// </summary>
public sealed record SpeechSpec : EncoderSpec
{
    /// <summary>The graph's input.</summary>
    public string Input { get; init; } = "input_values";

    /// <summary>The graph's output.</summary>
    public string Output { get; init; } = "logits";

    /// <summary>The tokens: <c>vocab.json</c>, an object of token to column.</summary>
    public required ModelSetFile Vocabulary { get; init; }

    /// <summary>The primary subtags of the languages that it hears, such as <c>en</c>; 1 to 200.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Kernel widths of the convolutions that make frames of samples.</summary>
    public IReadOnlyList<int> Kernels { get; init; } = [10, 3, 3, 3, 3, 2, 2];

    /// <summary>Their strides; the product is the samples between two frames.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [5, 2, 2, 2, 2, 2, 2];

    /// <summary>Whether a stretch of speech is brought to mean 0 and variance 1 before it goes in.</summary>
    public bool Normalise { get; init; } = true;

    /// <summary>Seconds of the longest sound that goes in at once, 1 to 60; longer speech goes in windows.</summary>
    public double WindowSeconds { get; init; } = 12;

    /// <summary>Seconds at an inner border of a window whose logits are dropped; less than half a window.</summary>
    public double ContextSeconds { get; init; } = 1;

    /// <summary>The blank's token; null takes <c>&lt;pad&gt;</c> or what else is usual.</summary>
    public string? Blank { get; init; }

    /// <summary>The token between words.</summary>
    public string Boundary { get; init; } = "|";

    /// <summary>Prefixes that the beam search follows, 1 to 10,000.</summary>
    public int Beam { get; init; } = 50;

    /// <summary>An n-gram model of words, ARPA; null: none.</summary>
    public ModelSetFile? LanguageModel { get; init; }

    /// <summary>What the language model counts.</summary>
    public double LanguageWeight { get; init; } = 2;

    /// <summary>Added for each word where there is a language model.</summary>
    public double WordScore { get; init; } = -1;
}

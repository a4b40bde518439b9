namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>How a beam search looks for the best text.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>Prefixes that are followed at a time, 1 to 10,000. Default: 50.</summary>
    public int Width { get; init; } = 50;

    /// <summary>Tokens less probable than this in a frame are not tried there; 0 tries all. Default: 1e-5.</summary>
    public double LeastProbability { get; init; } = 1e-5;

    /// <summary>The language model; null: none.</summary>
    public NGramModel? LanguageModel { get; init; }

    /// <summary>What a word's natural log-probability in the language model counts, beside the sound's. Default: 2.</summary>
    public double LanguageWeight { get; init; } = 2;

    /// <summary>Added for each word. Default: −1 with a language model (fairseq's), which else would prefer few long words or many short ones; without one it counts nothing.</summary>
    public double WordScore { get; init; } = -1;

    /// <summary>Words that are likely here, such as those of the video's title; upper and lower case alike.</summary>
    public IReadOnlyCollection<string> HotWords { get; init; } = [];

    /// <summary>Added for each hot word, and in part for the beginning of one. Default: 3 (a factor of 20 in probability).</summary>
    public double HotWordScore { get; init; } = 3;

    /// <summary>What is wrong with these options, naming the option; null when nothing is.</summary>
    public string? Check() => this switch
    {
        { Width: < 1 or > 10_000 } => "Width: must be 1 to 10000",
        { LeastProbability: not (>= 0 and < 1) } => "LeastProbability: must be 0 to 1",
        _ when !double.IsFinite(LanguageWeight) => "LanguageWeight: must be a finite number",
        _ when !double.IsFinite(WordScore) => "WordScore: must be a finite number",
        _ when !double.IsFinite(HotWordScore) => "HotWordScore: must be a finite number",
        _ => null,
    };
}

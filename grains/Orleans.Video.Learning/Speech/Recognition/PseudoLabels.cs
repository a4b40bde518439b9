using Orleans.Video.Inference.Speech;
using Orleans.Video.Learning.Data.Sounds;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>Utterances whose words a model itself heard, where it was sure of them.</summary>
/// <param name="Strings">The utterances, with the words that were heard.</param>
/// <param name="Errors">Errors in words of those that were kept, against what was really said: for people alone, no training sees it.</param>
internal sealed record PseudoLabels(IReadOnlyList<SpokenString> Strings, ErrorCount Errors)
{
    /// <summary>Recognises utterances and keeps what is sure.</summary>
    /// <param name="recogniser">The model so far.</param>
    /// <param name="utterances">Utterances; their words are not looked at, but to count errors.</param>
    /// <param name="leastConfidence">0 to 1: what is less sure is left out.</param>
    /// <param name="mostTokens">Longer texts are left out.</param>
    public static PseudoLabels Of(TrainedRecogniser recogniser, IReadOnlyList<SpokenString> utterances, double leastConfidence, int mostTokens)
    {
        var heard = recogniser.Recognise([.. utterances.Select(static u => u.Samples)]);
        var kept = Enumerable.Range(0, heard.Count).Where(i => heard[i].Confidence >= leastConfidence && heard[i].Text.Length > 0 && heard[i].Text.Length <= mostTokens).ToArray();
        return new PseudoLabels(
            [.. kept.Select(i => utterances[i] with { Text = heard[i].Text })],
            kept.Select(i => ErrorCount.OfWords(utterances[i].Text, heard[i].Text)).Aggregate(default(ErrorCount), static (a, b) => a + b));
    }
}

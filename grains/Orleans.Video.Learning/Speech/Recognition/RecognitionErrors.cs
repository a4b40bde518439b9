using Orleans.Video.Inference.Speech;
using Orleans.Video.Learning.Data.Sounds;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>How far what was heard is from what was said.</summary>
/// <param name="Words">Errors in words.</param>
/// <param name="Characters">Errors in characters.</param>
internal readonly record struct RecognitionErrors(ErrorCount Words, ErrorCount Characters)
{
    /// <summary>Recognises strings and counts.</summary>
    public static RecognitionErrors Of(TrainedRecogniser recogniser, IReadOnlyList<SpokenString> strings)
    {
        var heard = recogniser.Recognise([.. strings.Select(static s => s.Samples)]);
        var (words, characters) = (default(ErrorCount), default(ErrorCount));
        for (var i = 0; i < strings.Count; i++)
        {
            words += ErrorCount.OfWords(strings[i].Text, heard[i].Text);
            characters += ErrorCount.OfCharacters(strings[i].Text, heard[i].Text);
        }

        return new RecognitionErrors(words, characters);
    }

    /// <summary>As people write it.</summary>
    public override string ToString() => FormattableString.Invariant($"WER {Words.Rate:P1}, CER {Characters.Rate:P1}");
}

using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter;

/// <summary>The pieces that the starter's texts are made of: whole words where the training has them, and pieces that WordNet's other nouns and definitions degrade to.</summary>
internal static class StarterVocabulary
{
    /// <summary>Pieces at most.</summary>
    public const int Size = 6000;

    // A word of the training is worth a piece; one that only WordNet has is worth one if it is common.
    private const long Known = 100_000;

    private static readonly string[] s_digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>Learns the vocabulary.</summary>
    /// <returns>The file: a piece a line.</returns>
    public static byte[] Learn(WordNet wordNet, ClassList classes)
    {
        var counts = new WordCounts();
        var texts = new ClassTexts(wordNet, classes);
        for (var label = 0; label < classes.Count; label++)
            foreach (var text in texts.All(label))
                counts.Add(text.Text, text.Kind == ClassTextKind.Definition ? Known / 100 : Known);
        foreach (var text in Sentences.All("thing", wordNet.Forms)) counts.Add(text, Known);
        foreach (var kind in Enum.GetValues<SoundKind>())
            foreach (var variant in SoundVariants.Of(kind))
                foreach (var text in SoundDescriptions.All(kind, variant, word: null)) counts.Add(text.Text, Known);
        foreach (var word in s_digits)
            foreach (var text in SoundDescriptions.All(SoundKind.Speech, "word", word)) counts.Add(text.Text, Known);
        foreach (var synset in wordNet.Synsets)
        {
            for (var i = 0; i < synset.Words.Count; i++) counts.Add(synset.Words[i], 1 + synset.Uses[i]);
            counts.Add(wordNet.Definition(synset));
        }

        return WordPieceTrainer.Train(counts, Size);
    }
}

using Orleans.Video.Inference;

namespace Orleans.Video.Learning.Fusion;

/// <summary>The vectors of all texts of some videos, each text encoded once by the set's own text encoder, which stays as it is.</summary>
internal sealed class ExampleTexts
{
    private const int MostTextsOfKind = 64;
    private const int TextsAtOnce = 256;

    private readonly float[][] _vectors;

    /// <param name="examples">The videos.</param>
    /// <param name="encoder">Encodes the texts.</param>
    public ExampleTexts(IReadOnlyList<FusionExample> examples, TextEncoder encoder)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        Kinds = [.. examples.Select(example => example.Texts.Select(kind => kind.Take(MostTextsOfKind).Select(NumberOf).ToArray()).ToArray())];
        Width = encoder.Width;
        _vectors = [.. numbers.Keys.Chunk(TextsAtOnce).SelectMany(chunk => encoder.Encode(chunk)).Select(static encoded => encoded.Pooled)];

        int NumberOf(string text)
        {
            if (!numbers.TryGetValue(text, out var number)) numbers[text] = number = numbers.Count;
            return number;
        }
    }

    /// <summary>D.</summary>
    public int Width { get; }

    /// <summary>The numbers of each video's texts, by kind: equal texts have one number.</summary>
    public IReadOnlyList<int[][]> Kinds { get; }

    /// <summary>The vector of a text, <c>float[D]</c> of length one, or zeros where no word of it is known.</summary>
    public ReadOnlySpan<float> this[int number] => _vectors[number];
}

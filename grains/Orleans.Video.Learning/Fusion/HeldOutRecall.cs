using System.Numerics.Tensors;
using Orleans.Video.Inference;

namespace Orleans.Video.Learning.Fusion;

/// <summary>How well a fusion encoder lets words find the videos that were kept aside.</summary>
internal static class HeldOutRecall
{
    /// <summary>Videos that are looked at.</summary>
    public const int First = 10;

    private const int VideosAtOnce = 16;

    /// <summary>For each video whether it is among the first ten for its own first text, all ranked by cosine; of equal ones, half count as before.</summary>
    /// <param name="examples">The videos.</param>
    /// <param name="texts">The texts of the same videos.</param>
    /// <param name="encoder">The encoder as it serves.</param>
    public static bool[] Measure(IReadOnlyList<FusionExample> examples, ExampleTexts texts, FusionEncoder encoder)
    {
        var pooled = examples.Chunk(VideosAtOnce).SelectMany(chunk => encoder.Encode([.. chunk.Select(InputOf)])).Select(static output => output.Pooled).ToArray();
        var found = new bool[examples.Count];
        for (var video = 0; video < examples.Count; video++)
        {
            var question = texts[texts.Kinds[video][0][0]];
            var own = TensorPrimitives.Dot(question, pooled[video]);
            var (before, equal) = (0, 0);
            for (var other = 0; other < pooled.Length; other++)
            {
                var score = TensorPrimitives.Dot(question, pooled[other]);
                if (score > own) before++;
                else if (score == own && other != video) equal++;
            }

            found[video] = before + (equal / 2) < First;
        }

        return found;

        FusionInput InputOf(FusionExample example) => new()
        {
            Visual = example.Visual,
            Audio = example.Audio,
            VideoPresent = example.VideoPresent,
            AudioPresent = example.AudioPresent,
            Seconds = example.Seconds,
            State = encoder.NewState(),
        };
    }
}

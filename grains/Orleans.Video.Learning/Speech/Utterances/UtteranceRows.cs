using Orleans.Video.Inference.Speech.Wav2Vec2;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech.Utterances;

/// <summary>Utterances as the rows of a batch: each normalised by itself, zeros behind its end.</summary>
internal static class UtteranceRows
{
    /// <summary><c>[N, S]</c>: the samples.</summary>
    public const string Samples = "samples";

    /// <summary><c>[N, 1]</c>: how many of the samples of a row are the utterance's.</summary>
    public const string Lengths = "lengths";

    /// <summary>Fills samples and lengths; rows that are left over stay empty.</summary>
    /// <exception cref="ArgumentException">There are more than <paramref name="rows"/>, or one is longer than a row.</exception>
    public static Batch Of(IReadOnlyList<short[]> utterances, int rows, int samples)
    {
        if (utterances.Count > rows) throw new ArgumentException($"{utterances.Count} utterances do not go into {rows} rows", nameof(utterances));
        var (sound, lengths) = (new float[rows * samples], new float[rows]);
        for (var i = 0; i < utterances.Count; i++)
        {
            if (utterances[i].Length > samples) throw new ArgumentException($"an utterance has {utterances[i].Length} samples, a row {samples}: make rows longer", nameof(utterances));
            UtteranceNormalization.Normalized(utterances[i]).CopyTo(sound, i * samples);
            lengths[i] = utterances[i].Length;
        }

        return new Batch().With(Samples, sound).With(Lengths, lengths);
    }

    /// <summary>Adds the inputs to a graph, and the model's frames of them.</summary>
    public static UtteranceFrames Encode(Graph graph, int rows, int samples, Wav2Vec2ModelOptions model)
    {
        var lengths = graph.Input(Lengths, [rows, 1]);
        return new UtteranceFrames(Wav2Vec2Model.Encode(graph.Input(Samples, [rows, samples]), lengths, model), Wav2Vec2Model.Frames(lengths, samples, model));
    }
}

/// <summary>Frames of a batch.</summary>
/// <param name="Features"><c>[N, T, C]</c>, as the convolutions make them.</param>
/// <param name="Present"><c>[N, T]</c>, 1 where a frame is the utterance's, else 0.</param>
internal sealed record UtteranceFrames(Tensor Features, Tensor Present);

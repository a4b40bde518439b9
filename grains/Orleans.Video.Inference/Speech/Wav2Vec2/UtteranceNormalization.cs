using System.Numerics.Tensors;

namespace Orleans.Video.Inference.Speech.Wav2Vec2;

/// <summary>Brings an utterance to mean 0 and variance 1, (x − mean) ÷ √(variance + 1e-7), as the public models' feature extractor does.</summary>
internal static class UtteranceNormalization
{
    /// <summary>The samples as numbers; full scale is 1.</summary>
    public static float[] Scaled(ReadOnlySpan<short> samples)
    {
        var sound = new float[samples.Length];
        for (var i = 0; i < sound.Length; i++) sound[i] = samples[i] / 32768f;
        return sound;
    }

    /// <summary>The samples, normalised over the whole utterance.</summary>
    public static float[] Normalized(ReadOnlySpan<short> samples)
    {
        var sound = Scaled(samples);
        if (sound.Length == 0) return sound;
        double sum = 0, squares = 0;
        foreach (var sample in sound) (sum, squares) = (sum + sample, squares + ((double)sample * sample));
        var mean = sum / sound.Length;
        var scale = 1 / Math.Sqrt(Math.Max(0, (squares / sound.Length) - (mean * mean)) + 1e-7);
        TensorPrimitives.Subtract(sound, (float)mean, sound);
        TensorPrimitives.Multiply(sound, (float)scale, sound);
        return sound;
    }
}

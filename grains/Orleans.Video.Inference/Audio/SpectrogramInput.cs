using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Audio;

/// <summary>One second of sound as an audio encoder takes it: <c>(log-mel − mean) ÷ std</c>. What serves and what trains go through here. One thread at a time.</summary>
/// <param name="spec">The encoder's layout, checked.</param>
internal sealed class SpectrogramInput(AudioSpec spec)
{
    private readonly LogMelSpectrogram _spectrogram = new(spec.Mel, spec.SampleRate);

    /// <summary>Numbers of an input: M × F.</summary>
    public int Length { get; } = spec.Mel.Mels * spec.Frames;

    /// <summary>Writes the input of a second.</summary>
    /// <param name="second"><c>int16[SampleRate]</c>, mono.</param>
    /// <param name="input"><c>float[M, F]</c>.</param>
    public void Write(ReadOnlySpan<short> second, Span<float> input)
    {
        _spectrogram.Compute(second, spec.Frames, input);
        TensorPrimitives.Subtract(input, spec.Mean, input);
        TensorPrimitives.Divide(input, spec.Std, input);
    }
}

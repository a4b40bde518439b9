using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>
/// Makes batches of one-second spectrograms exactly as a served second becomes one, from sounds of a bank that are placed at random, changed and masked, with what is true of them.
/// </summary>
internal sealed class SpectrogramBatches : IBatchMaker
{
    /// <summary><c>float[N, 1, M, F]</c>: the encoder's input.</summary>
    public const string Spectrogram = "spectrogram";

    /// <summary><c>int64[N]</c>: the kind, as a number of <see cref="SoundKind"/>.</summary>
    public const string Kind = "kind";

    /// <summary><c>int64[N]</c>: the name's index in the bank.</summary>
    public const string Name = "name";

    /// <summary><c>int64[N]</c>: the voice's index in the bank; where nobody speaks, a number of the sound's own behind those of all voices.</summary>
    public const string Voice = "voice";

    private readonly SoundBank _bank;
    private readonly SpectrogramInput _input;
    private readonly SpectrogramMasking _masking;
    private readonly SoundAugmenter _augmenter;
    private readonly AudioSpec _spec;
    private readonly short[] _second;

    /// <param name="bank">The sounds.</param>
    /// <param name="spec">The encoder's layout.</param>
    /// <param name="augmentation">How sounds are changed.</param>
    /// <param name="masking">What of spectrograms is hidden.</param>
    /// <param name="size">N.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or bank and encoder have different sample rates.</exception>
    public SpectrogramBatches(SoundBank bank, AudioSpec spec, SoundAugmentation augmentation, SpectrogramMasking masking, int size)
    {
        if ((augmentation.Check() ?? masking.Check()) is { } problem) throw new ArgumentException(problem);
        if (bank.SampleRate != spec.SampleRate) throw new ArgumentException($"the sounds have {bank.SampleRate} samples a second and the encoder takes {spec.SampleRate}: read them at that rate", nameof(bank));
        (_bank, _spec, _masking) = (bank, spec, masking);
        _input = new SpectrogramInput(spec);
        _augmenter = new SoundAugmenter(augmentation, spec.SampleRate);
        _second = new short[spec.SampleRate];
        Layout =
        [
            new BatchArray(Spectrogram, BatchElement.Float, size, 1, spec.Mel.Mels, spec.Frames),
            new BatchArray(Kind, BatchElement.Long, size), new BatchArray(Name, BatchElement.Long, size), new BatchArray(Voice, BatchElement.Long, size),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Layout { get; }

    /// <inheritdoc/>
    public void Make(LoadedBatch batch)
    {
        var (spectrograms, kinds, names, voices) = (batch.Floats(Spectrogram), batch.Longs(Kind), batch.Longs(Name), batch.Longs(Voice));
        for (var i = 0; i < batch.Slots.Count; i++)
        {
            var slot = batch.Slots[i];
            var draws = new SeededGenerator(slot.Seed);
            _augmenter.Apply(_bank.Samples(slot.Item, _spec.SampleRate, draws.NextBits()), draws, _second);
            var spectrogram = spectrograms.AsSpan(i * _input.Length, _input.Length);
            _input.Write(_second, spectrogram);
            _masking.Apply(spectrogram, _spec.Mel.Mels, _spec.Frames, draws);
            kinds[i] = (long)_bank.Facts[slot.Item].Kind;
            names[i] = _bank.NameIndexes[slot.Item];
            voices[i] = _bank.VoiceOf(slot.Item) is var voice && voice >= 0 ? voice : _bank.Voices.Count + i;
        }
    }

    /// <summary>A text that is true of each sound of a batch, <c>string[N]</c>: the same for the same slots, whatever else is drawn.</summary>
    public static IReadOnlyList<SoundText> Describe(SoundBank bank, LoadedBatch batch) =>
        [.. batch.Slots.Select(slot => bank.Describe(slot.Item, new SeededGenerator(Draws.SeedOf(slot.Seed, 1))))];
}

using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>
/// Makes batches of clips, pictures and sound of one second of media, exactly as serving makes the encoders' inputs of them. All frames of a clip are changed alike.
/// What a clip lacks is zeros, and said to be absent.
/// </summary>
internal sealed class ClipBatches : IBatchMaker
{
    /// <summary><c>float[N, T, 3, H, W]</c>: the visual encoder's input.</summary>
    public const string Frames = "frames";

    /// <summary><c>float[N, 1, M, F]</c>: the audio encoder's input.</summary>
    public const string Spectrogram = "spectrogram";

    /// <summary><c>float[N]</c>: 1 where there are pictures, else 0.</summary>
    public const string VisualPresent = "visual_present";

    /// <summary><c>float[N]</c>: 1 where there is sound, else 0.</summary>
    public const string AudioPresent = "audio_present";

    /// <summary><c>int64[N]</c>: the class.</summary>
    public const string Label = "label";

    private readonly ClipSet _clips;
    private readonly PictureAugmentation _pictures;
    private readonly SoundAugmentation _sounds;
    private readonly SpectrogramMasking _masking;
    private readonly PictureAugmenter _pictureAugmenter;
    private readonly SoundAugmenter _soundAugmenter;
    private readonly FrameNormalizer _normalizer;
    private readonly SpectrogramInput _input;
    private readonly AudioSpec _audio;
    private readonly byte[] _frames;
    private readonly short[] _second;

    /// <param name="clips">The clips; their shape is that of the encoders.</param>
    /// <param name="visual">The visual encoder's layout, of whole clips (<c>NTCHW</c>).</param>
    /// <param name="audio">The audio encoder's layout.</param>
    /// <param name="pictures">How pictures are changed.</param>
    /// <param name="sounds">How sounds are changed.</param>
    /// <param name="masking">What of spectrograms is hidden.</param>
    /// <param name="size">N.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or clips and encoders differ in shape.</exception>
    public ClipBatches(ClipSet clips, VisualSpec visual, AudioSpec audio, PictureAugmentation pictures, SoundAugmentation sounds, SpectrogramMasking masking, int size)
    {
        if ((pictures.Check() ?? sounds.Check() ?? masking.Check()) is { } problem) throw new ArgumentException(problem);
        if (visual.Layout != "NTCHW") throw new ArgumentException($"the visual encoder takes {visual.Layout}, and clips are NTCHW", nameof(visual));
        var format = clips.Format;
        if ((format.FramesPerSecond, format.Width, format.Height, format.SampleRate) != (visual.Frames, visual.FrameWidth, visual.FrameHeight, audio.SampleRate))
            throw new ArgumentException($"clips have {format.FramesPerSecond} frames of {format.Width}×{format.Height} and {format.SampleRate} samples, the encoders take {visual.Frames} of {visual.FrameWidth}×{visual.FrameHeight} and {audio.SampleRate}: read them in that shape", nameof(clips));
        (_clips, _audio, _pictures, _sounds, _masking) = (clips, audio, pictures, sounds, masking);
        _pictureAugmenter = new PictureAugmenter(format.Width, format.Height);
        _soundAugmenter = new SoundAugmenter(sounds, format.SampleRate);
        _normalizer = new FrameNormalizer(format.Width * format.Height, visual.Channels, visual.Scale, visual.Mean, visual.Std);
        _input = new SpectrogramInput(audio);
        _frames = new byte[format.FramesPerSecond * _pictureAugmenter.PictureBytes];
        _second = new short[format.SampleRate];
        Layout =
        [
            new BatchArray(Frames, BatchElement.Float, size, visual.Frames, 3, visual.FrameHeight, visual.FrameWidth), new BatchArray(Spectrogram, BatchElement.Float, size, 1, audio.Mel.Mels, audio.Frames),
            new BatchArray(VisualPresent, BatchElement.Float, size), new BatchArray(AudioPresent, BatchElement.Float, size), new BatchArray(Label, BatchElement.Long, size),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Layout { get; }

    /// <inheritdoc/>
    public void Make(LoadedBatch batch)
    {
        for (var i = 0; i < batch.Slots.Count; i++)
        {
            var slot = batch.Slots[i];
            var clip = _clips.Clips[slot.Item];
            var draws = new SeededGenerator(slot.Seed);
            var (pictureSeed, soundSeed) = (draws.NextBits(), draws.NextBits());
            WriteFrames(clip.Frames, new SeededGenerator(pictureSeed), batch.Floats(Frames).AsSpan(i * _frames.Length, _frames.Length));
            WriteSound(clip.Samples, new SeededGenerator(soundSeed), batch.Floats(Spectrogram).AsSpan(i * _input.Length, _input.Length));
            batch.Floats(VisualPresent)[i] = clip.Frames is null ? 0 : 1;
            batch.Floats(AudioPresent)[i] = clip.Samples is null ? 0 : 1;
            batch.Longs(Label)[i] = _clips.Labels[slot.Item];
        }
    }

    private void WriteFrames(byte[]? frames, SeededGenerator draws, Span<float> planes)
    {
        if (frames is null)
        {
            planes.Clear();
            return;
        }

        var (width, height, bytes) = (_clips.Format.Width, _clips.Format.Height, _pictureAugmenter.PictureBytes);
        var change = PictureChange.Draw(_pictures, width, height, draws);
        for (var at = 0; at < frames.Length; at += bytes) _pictureAugmenter.Apply(change, frames.AsSpan(at, bytes), width, height, _frames.AsSpan(at, bytes));
        _normalizer.Normalize(_frames, planes);
    }

    private void WriteSound(short[]? samples, SeededGenerator draws, Span<float> spectrogram)
    {
        if (samples is null)
        {
            spectrogram.Clear();
            return;
        }

        _soundAugmenter.Apply(samples, draws, _second);
        _input.Write(_second, spectrogram);
        _masking.Apply(spectrogram, _audio.Mel.Mels, _audio.Frames, draws);
    }
}

using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data.Augmentation;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>Makes the encoders' inputs of a clip, changed on the way, exactly as serving makes them. One thread at a time.</summary>
internal sealed class ClipInputs
{
    private readonly PictureAugmentation _pictures;
    private readonly SpectrogramMasking _masking;
    private readonly AudioSpec _audio;
    private readonly PictureAugmenter _pictureAugmenter;
    private readonly SoundAugmenter _soundAugmenter;
    private readonly FrameNormalizer _normalizer;
    private readonly SpectrogramInput _input;
    private readonly byte[] _frames;
    private readonly short[] _second;

    /// <param name="visual">The visual encoder's layout, of whole clips (<c>NTCHW</c>).</param>
    /// <param name="audio">The audio encoder's layout.</param>
    /// <param name="pictures">How pictures are changed.</param>
    /// <param name="sounds">How sounds are changed.</param>
    /// <param name="masking">What of spectrograms is hidden.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or the visual encoder takes single frames.</exception>
    public ClipInputs(VisualSpec visual, AudioSpec audio, PictureAugmentation pictures, SoundAugmentation sounds, SpectrogramMasking masking)
    {
        if ((pictures.Check() ?? sounds.Check() ?? masking.Check()) is { } problem) throw new ArgumentException(problem);
        if (visual.Layout != "NTCHW") throw new ArgumentException($"the visual encoder takes {visual.Layout}, and clips are NTCHW", nameof(visual));
        (_audio, _pictures, _masking) = (audio, pictures, masking);
        _pictureAugmenter = new PictureAugmenter(visual.FrameWidth, visual.FrameHeight);
        _soundAugmenter = new SoundAugmenter(sounds, audio.SampleRate);
        _normalizer = new FrameNormalizer(visual.FrameWidth * visual.FrameHeight, visual.Channels, visual.Scale, visual.Mean, visual.Std);
        _input = new SpectrogramInput(audio);
        _frames = new byte[visual.Frames * _pictureAugmenter.PictureBytes];
        _second = new short[audio.SampleRate];
    }

    /// <summary>Numbers of a clip: T × 3 × H × W.</summary>
    public int FramesLength => _frames.Length;

    /// <summary>Numbers of a spectrogram: M × F.</summary>
    public int SpectrogramLength => _input.Length;

    /// <summary>Writes pictures, all changed alike.</summary>
    /// <param name="frames"><c>uint8[T, height, width, 3]</c>.</param>
    /// <param name="width">Their width, which need not be the encoder's.</param>
    /// <param name="height">Their height.</param>
    /// <param name="isReversed">Whether the last comes first.</param>
    /// <param name="draws">What chance there is.</param>
    /// <param name="planes">Receives the input.</param>
    public void WriteFrames(ReadOnlySpan<byte> frames, int width, int height, bool isReversed, SeededGenerator draws, Span<float> planes)
    {
        var (frame, bytes) = (width * height * 3, _pictureAugmenter.PictureBytes);
        var change = PictureChange.Draw(_pictures, width, height, draws);
        var count = _frames.Length / bytes;
        for (var t = 0; t < count; t++)
            _pictureAugmenter.Apply(change, frames.Slice((isReversed ? count - 1 - t : t) * frame, frame), width, height, _frames.AsSpan(t * bytes, bytes));
        _normalizer.Normalize(_frames, planes);
    }

    /// <summary>Writes the spectrogram of a second of sound.</summary>
    /// <param name="samples"><c>int16[SampleRate]</c>.</param>
    /// <param name="isReversed">Whether the last column comes first.</param>
    /// <param name="draws">What chance there is.</param>
    /// <param name="spectrogram">Receives the input.</param>
    public void WriteSound(ReadOnlySpan<short> samples, bool isReversed, SeededGenerator draws, Span<float> spectrogram)
    {
        _soundAugmenter.Apply(samples, draws, _second);
        _input.Write(_second, spectrogram);
        _masking.Apply(spectrogram, _audio.Mel.Mels, _audio.Frames, draws);
        if (!isReversed) return;
        for (var band = 0; band < _audio.Mel.Mels; band++) spectrogram.Slice(band * _audio.Frames, _audio.Frames).Reverse();
    }
}

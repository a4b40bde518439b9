using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
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
    private readonly ClipInputs _inputs;

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
        _inputs = new ClipInputs(visual, audio, pictures, sounds, masking);
        var format = clips.Format;
        if ((format.FramesPerSecond, format.Width, format.Height, format.SampleRate) != (visual.Frames, visual.FrameWidth, visual.FrameHeight, audio.SampleRate))
            throw new ArgumentException($"clips have {format.FramesPerSecond} frames of {format.Width}×{format.Height} and {format.SampleRate} samples, the encoders take {visual.Frames} of {visual.FrameWidth}×{visual.FrameHeight} and {audio.SampleRate}: read them in that shape", nameof(clips));
        _clips = clips;
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
            var planes = batch.Floats(Frames).AsSpan(i * _inputs.FramesLength, _inputs.FramesLength);
            if (clip.Frames is null) planes.Clear();
            else _inputs.WriteFrames(clip.Frames, _clips.Format.Width, _clips.Format.Height, isReversed: false, new SeededGenerator(pictureSeed), planes);
            var spectrogram = batch.Floats(Spectrogram).AsSpan(i * _inputs.SpectrogramLength, _inputs.SpectrogramLength);
            if (clip.Samples is null) spectrogram.Clear();
            else _inputs.WriteSound(clip.Samples, isReversed: false, new SeededGenerator(soundSeed), spectrogram);
            batch.Floats(VisualPresent)[i] = clip.Frames is null ? 0 : 1;
            batch.Floats(AudioPresent)[i] = clip.Samples is null ? 0 : 1;
            batch.Longs(Label)[i] = _clips.Labels[slot.Item];
        }
    }
}

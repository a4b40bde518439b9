using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Objectives;

namespace Orleans.Video.Learning.Data.Gdt;

/// <summary>
/// Makes the transformed clips of a batch of videos (arXiv 2003.04298 §3.1), view after view:
/// <code>
/// video ─┬ moment 1 ─┬─────────── clip ─ pictures, sound
///        │           └ reversed ─ clip ─ pictures, sound
///        └ moment 2 ─┬─────────── clip ─ pictures, sound      only the views that are asked for
///                    └ reversed ─ clip ─ pictures, sound
/// </code>
/// The two moments are independent. Pictures are changed anew in each view, alike in all frames of it; sound is changed once a moment, and its spectrogram is turned to reverse it.
/// </summary>
internal sealed class GdtBatches : IBatchMaker
{
    /// <summary><c>float[K × N, T, 3, H, W]</c>: the video encoder's input, the N clips of the first of K views first.</summary>
    public const string Frames = "frames";

    /// <summary><c>float[K × N, 1, M, F]</c>: the audio encoder's input, in the same order.</summary>
    public const string Spectrogram = "spectrogram";

    // Moments are drawn in thousandths of what a video leaves.
    private const int Moments = 1000;

    private readonly GdtVideos _videos;
    private readonly IReadOnlyList<GdtView> _views;
    private readonly PictureAugmentation _pictures;
    private readonly SpectrogramMasking _masking;
    private readonly AudioSpec _audio;
    private readonly PictureAugmenter _pictureAugmenter;
    private readonly SoundAugmenter _soundAugmenter;
    private readonly FrameNormalizer _normalizer;
    private readonly SpectrogramInput _input;
    private readonly byte[] _frames;
    private readonly short[] _second;

    /// <param name="videos">The videos, with as many frames a second as a clip has; their pictures may be larger than the encoder's.</param>
    /// <param name="visual">The video encoder's layout, of whole clips (<c>NTCHW</c>).</param>
    /// <param name="audio">The audio encoder's layout.</param>
    /// <param name="views">The views of each video.</param>
    /// <param name="pictures">How pictures are changed.</param>
    /// <param name="sounds">How sounds are changed.</param>
    /// <param name="masking">What of spectrograms is hidden.</param>
    /// <param name="size">N, videos of a batch.</param>
    /// <exception cref="ArgumentException">An option cannot be used, or videos and encoders differ in shape.</exception>
    public GdtBatches(GdtVideos videos, VisualSpec visual, AudioSpec audio, IReadOnlyList<GdtView> views, PictureAugmentation pictures, SoundAugmentation sounds, SpectrogramMasking masking, int size)
    {
        if ((pictures.Check() ?? sounds.Check() ?? masking.Check()) is { } problem) throw new ArgumentException(problem);
        if ((videos.Format.FramesPerSecond, videos.Format.SampleRate) != (visual.Frames, audio.SampleRate))
            throw new ArgumentException($"videos have {videos.Format.FramesPerSecond} frames and {videos.Format.SampleRate} samples a second, the encoders take {visual.Frames} and {audio.SampleRate}: read them in that shape", nameof(videos));
        (_videos, _audio, _views, _pictures, _masking) = (videos, audio, views, pictures, masking);
        _pictureAugmenter = new PictureAugmenter(visual.FrameWidth, visual.FrameHeight);
        _soundAugmenter = new SoundAugmenter(sounds, audio.SampleRate);
        _normalizer = new FrameNormalizer(visual.FrameWidth * visual.FrameHeight, visual.Channels, visual.Scale, visual.Mean, visual.Std);
        _input = new SpectrogramInput(audio);
        _frames = new byte[visual.Frames * _pictureAugmenter.PictureBytes];
        _second = new short[audio.SampleRate];
        Layout =
        [
            new BatchArray(Frames, BatchElement.Float, views.Count * size, visual.Frames, 3, visual.FrameHeight, visual.FrameWidth),
            new BatchArray(Spectrogram, BatchElement.Float, views.Count * size, 1, audio.Mel.Mels, audio.Frames),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<BatchArray> Layout { get; }

    /// <inheritdoc/>
    public void Make(LoadedBatch batch)
    {
        var (frames, spectrograms) = (batch.Floats(Frames), batch.Floats(Spectrogram));
        for (var i = 0; i < batch.Slots.Count; i++)
        {
            var (video, seed) = (_videos.Videos[batch.Slots[i].Item], batch.Slots[i].Seed);
            for (var view = 0; view < _views.Count; view++)
            {
                var (place, (isShifted, isReversed)) = (view * batch.Slots.Count + i, _views[view]);
                // What views of one moment share depends on the moment alone.
                var moment = new SeededGenerator(Draws.SeedOf(seed, isShifted ? 1 : 0));
                var start = FirstFrame(video, moment);
                WriteFrames(video, start, isReversed, new SeededGenerator(Draws.SeedOf(seed, 2, view)), frames.AsSpan(place * _frames.Length, _frames.Length));
                WriteSound(video, start, isReversed, moment, spectrograms.AsSpan(place * _input.Length, _input.Length));
            }
        }
    }

    private int FirstFrame(GdtVideo video, SeededGenerator moment)
    {
        var count = video.Samples.Length / _videos.Format.SampleRate * _videos.Format.FramesPerSecond;
        return (int)((long)(count - _videos.Format.FramesPerSecond) * moment.NextBelow(Moments + 1) / Moments);
    }

    private void WriteFrames(GdtVideo video, int start, bool isReversed, SeededGenerator draws, Span<float> planes)
    {
        var (format, bytes) = (_videos.Format, _pictureAugmenter.PictureBytes);
        var (length, frame) = (format.FramesPerSecond, format.Width * format.Height * 3);
        var change = PictureChange.Draw(_pictures, format.Width, format.Height, draws);
        for (var t = 0; t < length; t++)
        {
            var from = start + (isReversed ? length - 1 - t : t);
            _pictureAugmenter.Apply(change, video.Frames.AsSpan(from * frame, frame), format.Width, format.Height, _frames.AsSpan(t * bytes, bytes));
        }

        _normalizer.Normalize(_frames, planes);
    }

    private void WriteSound(GdtVideo video, int start, bool isReversed, SeededGenerator moment, Span<float> spectrogram)
    {
        var first = (int)((long)start * _audio.SampleRate / _videos.Format.FramesPerSecond);
        _soundAugmenter.Apply(video.Samples.AsSpan(first, _audio.SampleRate), moment, _second);
        _input.Write(_second, spectrogram);
        _masking.Apply(spectrogram, _audio.Mel.Mels, _audio.Frames, moment);
        if (!isReversed) return;
        for (var band = 0; band < _audio.Mel.Mels; band++) spectrogram.Slice(band * _audio.Frames, _audio.Frames).Reverse();
    }
}

using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Videos;
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
    private readonly ClipInputs _inputs;

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
        _inputs = new ClipInputs(visual, audio, pictures, sounds, masking);
        if ((videos.Format.FramesPerSecond, videos.Format.SampleRate) != (visual.Frames, audio.SampleRate))
            throw new ArgumentException($"videos have {videos.Format.FramesPerSecond} frames and {videos.Format.SampleRate} samples a second, the encoders take {visual.Frames} and {audio.SampleRate}: read them in that shape", nameof(videos));
        (_videos, _views) = (videos, views);
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
        var (frames, spectrograms, format) = (batch.Floats(Frames), batch.Floats(Spectrogram), _videos.Format);
        for (var i = 0; i < batch.Slots.Count; i++)
        {
            var (video, seed) = (_videos.Videos[batch.Slots[i].Item], batch.Slots[i].Seed);
            for (var view = 0; view < _views.Count; view++)
            {
                var (place, (isShifted, isReversed)) = (view * batch.Slots.Count + i, _views[view]);
                // What views of one moment share depends on the moment alone.
                var moment = new SeededGenerator(Draws.SeedOf(seed, isShifted ? 1 : 0));
                var start = FirstFrame(video, moment);
                var frame = format.Width * format.Height * 3;
                _inputs.WriteFrames(
                    video.Frames.AsSpan(start * frame, format.FramesPerSecond * frame), format.Width, format.Height, isReversed, new SeededGenerator(Draws.SeedOf(seed, 2, view)),
                    frames.AsSpan(place * _inputs.FramesLength, _inputs.FramesLength));
                var first = (int)((long)start * format.SampleRate / format.FramesPerSecond);
                _inputs.WriteSound(video.Samples.AsSpan(first, format.SampleRate), isReversed, moment, spectrograms.AsSpan(place * _inputs.SpectrogramLength, _inputs.SpectrogramLength));
            }
        }
    }

    private int FirstFrame(GdtVideo video, SeededGenerator moment)
    {
        var count = video.Samples.Length / _videos.Format.SampleRate * _videos.Format.FramesPerSecond;
        return (int)((long)(count - _videos.Format.FramesPerSecond) * moment.NextBelow(Moments + 1) / Moments);
    }
}

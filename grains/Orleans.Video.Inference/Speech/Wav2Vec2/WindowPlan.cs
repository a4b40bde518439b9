namespace Orleans.Video.Inference.Speech.Wav2Vec2;

/// <summary>A window of samples, and which of its frames count.</summary>
/// <param name="Start">Its first sample.</param>
/// <param name="Length">Its samples.</param>
/// <param name="FirstFrame">The first of its frames that counts.</param>
/// <param name="Frames">How many count.</param>
internal readonly record struct SoundWindow(int Start, int Length, int FirstFrame, int Frames);

/// <summary>
/// Cuts long sound into windows that overlap. Of each, the frames near its borders, which lack what lies beyond, are dropped; those that are left join
/// without a gap into exactly the frames of the whole:
/// <code>
///   window 1  |=========++|
///   window 2         |++=======++|        + context, dropped
///   window 3                |++=======|
/// </code>
/// </summary>
internal static class WindowPlan
{
    /// <summary>The windows of a sound.</summary>
    /// <param name="chain">What makes frames of samples.</param>
    /// <param name="samples">Samples of the sound; what gives no frame has no window.</param>
    /// <param name="window">Samples of a window, a multiple of the stride.</param>
    /// <param name="context">Samples dropped at each inner border, a multiple of the stride and at least a receptive field less one stride; twice that is less than a window.</param>
    public static IReadOnlyList<SoundWindow> Of(ConvolutionChain chain, int samples, int window, int context)
    {
        var windows = new List<SoundWindow>();
        if (chain.FramesOf(samples) == 0) return windows;
        for (var start = 0; ; start += window - (2 * context))
        {
            var first = start == 0 ? 0 : context / chain.Stride;
            if (start + window >= samples)
            {
                windows.Add(new SoundWindow(start, samples - start, first, chain.FramesOf(samples - start) - first));
                return windows;
            }

            windows.Add(new SoundWindow(start, window, first, ((window - context) / chain.Stride) - first));
        }
    }
}

namespace Orleans.Video.Inference.Speech.Detection;

/// <summary>A stretch of sound in which somebody speaks, with a little silence on both sides.</summary>
/// <param name="Start">Its first sample, counted from the start of the media.</param>
/// <param name="Samples"><c>int16[n]</c>, mono at <see cref="SpeechSound.SampleRate"/>.</param>
public sealed record SpeechStretch(long Start, short[] Samples)
{
    /// <summary>Seconds from the start of the media.</summary>
    public double StartSecond => (double)Start / SpeechSound.SampleRate;

    /// <summary>The sample behind its last.</summary>
    public long End => Start + Samples.Length;
}

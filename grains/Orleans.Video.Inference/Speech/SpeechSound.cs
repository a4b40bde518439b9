namespace Orleans.Video.Inference.Speech;

/// <summary>What all of speech recognition expects of sound.</summary>
public static class SpeechSound
{
    /// <summary>Samples a second, mono.</summary>
    public const int SampleRate = 16_000;
}

namespace Orleans.Video.Encoders;

/// <summary>The encoders' names, as they stand in grain keys, options and queries.</summary>
public static class Modality
{
    /// <summary>One-second clips of frames.</summary>
    public const string Visual = "visual";

    /// <summary>One-second log-mel spectrograms.</summary>
    public const string Audio = "audio";

    /// <summary>Words.</summary>
    public const string Text = "text";

    /// <summary>Visual and audio together over time, in the joint space with text.</summary>
    public const string Fusion = "fusion";

    /// <summary>What is said: the sound of speech to the logits of its letters, and as evidence a sentence's vector in the joint space.</summary>
    public const string Speech = "speech";
}

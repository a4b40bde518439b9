using Orleans.Video.Learning.Data.Sounds;

namespace Orleans.Video.Learning.Starter;

/// <summary>The words that a synthesiser speaks to the audio encoder.</summary>
internal static class StarterWords
{
    /// <summary>The digits, and words of different sounds.</summary>
    public static IReadOnlyList<string> Spoken { get; } =
        [.. SoundBank.Digits, "hello", "water", "garden", "yesterday", "picture", "running", "golden", "music", "tomorrow", "window", "animal", "together"];
}

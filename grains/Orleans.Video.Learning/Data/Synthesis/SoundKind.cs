namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>What a synthetic sound is.</summary>
public enum SoundKind
{
    /// <summary>A spoken word.</summary>
    Speech,

    /// <summary>Notes in a rhythm.</summary>
    Music,

    /// <summary>Sound without pitch.</summary>
    Noise,

    /// <summary>One pitch at a time, without rhythm or with a simple one.</summary>
    Tone,

    /// <summary>Nothing, or nearly nothing.</summary>
    Silence,
}

/// <summary>A sound that was made, and what it is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Variant">Which of its kind, as <see cref="SoundVariants"/> names them.</param>
/// <param name="Word">The word that is spoken, in speech.</param>
/// <param name="Samples"><c>int16[]</c>, mono, full scale at 32768.</param>
public sealed record SyntheticSound(SoundKind Kind, string Variant, string? Word, short[] Samples);

/// <summary>The sounds of each kind, by name.</summary>
public static class SoundVariants
{
    private static readonly string[][] Names =
    [
        ["word"],
        ["melody", "chords", "drums", "bells"],
        ["white", "pink", "brown", "wind", "rain", "crackle"],
        ["low", "middle", "high", "rising", "falling", "beeps", "siren"],
        ["silence", "room"],
    ];

    /// <summary>The variants of a kind.</summary>
    public static IReadOnlyList<string> Of(SoundKind kind) => Names[(int)kind];
}

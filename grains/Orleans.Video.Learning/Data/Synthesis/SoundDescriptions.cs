using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>A text about a sound.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">The kind that it speaks of.</param>
/// <param name="Variant">The variant that it speaks of; null when it holds for all of the kind.</param>
/// <param name="Word">The spoken word that it names; null when it names none.</param>
internal sealed record SoundText(string Text, SoundKind Kind, string? Variant, string? Word)
{
    /// <summary>Whether it is true of a sound.</summary>
    public bool IsTrueOf(SyntheticSound sound) =>
        sound.Kind == Kind && (Variant is null || Variant == sound.Variant) && (Word is null || Word == sound.Word);
}

/// <summary>Texts that describe synthetic sounds, general and particular ones.</summary>
internal static class SoundDescriptions
{
    private static readonly string[] Forms =
    [
        "{0}", "the sound of {0}", "a recording of {0}", "you can hear {0}", "audio of {0}", "a video with {0}", "a clip with {0}", "{0} can be heard", "I hear {0}", "this sounds like {0}",
    ];

    private static readonly string[][] General =
    [
        ["speech", "a spoken word", "someone speaking", "a person talking", "a voice", "a human voice", "talking", "spoken words"],
        ["music", "a piece of music", "a song", "instruments playing", "someone playing music", "a tune"],
        ["noise", "a noise", "hissing noise", "static", "background noise", "a rushing noise"],
        ["a tone", "a pure tone", "a steady tone", "an electronic tone", "a signal tone", "a whistle"],
        ["silence", "nothing", "no sound", "a quiet room", "quiet", "complete silence"],
    ];

    private static readonly Dictionary<string, string[]> Particular = new()
    {
        ["melody"] = ["a melody", "a plucked string", "a guitar melody", "a harp playing"],
        ["chords"] = ["chords", "an organ playing chords", "organ music", "harmony"],
        ["drums"] = ["drums", "a drum beat", "a rhythm on drums", "percussion"],
        ["bells"] = ["bells", "ringing bells", "chimes", "a bell melody"],
        ["white"] = ["white noise", "a loud hiss", "television static"],
        ["pink"] = ["pink noise", "a soft rushing noise", "a waterfall"],
        ["brown"] = ["brown noise", "a deep rumble", "rumbling"],
        ["wind"] = ["wind", "howling wind", "gusts of wind"],
        ["rain"] = ["rain", "falling rain", "raindrops"],
        ["crackle"] = ["crackling", "a crackling line", "a crackling fire"],
        ["low"] = ["a low tone", "a deep hum", "a bass tone"],
        ["middle"] = ["a tone of middle pitch", "a test tone", "a continuous tone"],
        ["high"] = ["a high tone", "a high-pitched tone", "a shrill whistle"],
        ["rising"] = ["a rising tone", "a tone going up", "an upward sweep"],
        ["falling"] = ["a falling tone", "a tone going down", "a downward sweep"],
        ["beeps"] = ["beeps", "a beeping tone", "repeated beeps"],
        ["siren"] = ["a siren", "a wailing siren", "an alarm"],
        ["silence"] = ["absolute silence", "a muted track"],
        ["room"] = ["the faint hiss of an empty room", "an almost silent room"],
    };

    private static readonly string[] Sayings = ["the word {0}", "someone saying {0}", "a voice says {0}", "the spoken word {0}", "{0} spoken aloud", "a person says {0}"];

    /// <summary>Every text for a sound once, without sentences around.</summary>
    public static IEnumerable<SoundText> All(SoundKind kind, string variant, string? word)
    {
        foreach (var text in General[(int)kind]) yield return new SoundText(text, kind, null, null);
        foreach (var text in Particular.GetValueOrDefault(variant, [])) yield return new SoundText(text, kind, variant, null);
        if (word is null) yield break;
        foreach (var saying in Sayings) yield return new SoundText(Put(saying, word), kind, null, word);
    }

    /// <summary>The plain names of the kinds, for telling them apart by text.</summary>
    public static IReadOnlyList<string> KindNames(SoundKind kind) => General[(int)kind];

    /// <summary>The plainest text that names what a sound is in particular.</summary>
    public static string NameOf(SoundKind kind, string name) => kind == SoundKind.Speech ? Put(Sayings[0], name) : Particular[name][0];

    /// <summary>A text for a sound: as often about its kind as about what it is in particular.</summary>
    public static SoundText Draw(SyntheticSound sound, SeededGenerator draws)
    {
        var isGeneral = draws.NextChance(0.5);
        var isWord = sound.Word is not null;
        string[] particular = isWord ? Sayings : Particular.GetValueOrDefault(sound.Variant, []);
        var form = draws.NextChance(0.5) ? draws.NextOf(Forms) : "{0}";
        if (isGeneral || particular.Length == 0) return new SoundText(Put(form, draws.NextOf(General[(int)sound.Kind])), sound.Kind, null, null);
        return isWord
            ? new SoundText(Put(draws.NextOf(particular), sound.Word!), sound.Kind, null, sound.Word)
            : new SoundText(Put(form, draws.NextOf(particular)), sound.Kind, sound.Variant, null);
    }

    private static string Put(string form, string what) => form.Replace("{0}", what, StringComparison.Ordinal);
}

using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>What is true of a sound.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What it is in particular: the spoken word, or the variant as <see cref="SoundVariants"/> names it.</param>
/// <param name="Voice">Who speaks, such as <c>jackson</c>; empty where nobody does.</param>
public sealed record SoundFacts(SoundKind Kind, string Name, string Voice);

/// <summary>
/// Sounds to learn from: recorded digits, words spoken by a synthesiser, and music, noise, tones and silence, which are made anew whenever they are asked for. Safe for use by many at once.
/// </summary>
internal sealed class SoundBank
{
    /// <summary>The digits' words, by digit.</summary>
    public static IReadOnlyList<string> Digits { get; } = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private readonly SoundSynthesizer _synthesizer;
    private readonly short[]?[] _samples;
    private readonly int[] _names;
    private readonly int[] _voices;

    /// <param name="digits">Recordings, each labelled 0–9, its group the speaker.</param>
    /// <param name="words">Spoken words at the same sample rate; null without.</param>
    /// <param name="perVariant">How many items each variant of music, noise, tone and silence has, 0 or more.</param>
    /// <exception cref="ArgumentException">A label is no digit, or the rates differ.</exception>
    public SoundBank(SoundSet digits, SpokenWords? words, int perVariant)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(perVariant);
        if (words is not null && words.SampleRate != digits.SampleRate) throw new ArgumentException($"words have {words.SampleRate} samples a second and digits {digits.SampleRate}: make both at one rate", nameof(words));
        if (digits.Sounds.FirstOrDefault(static s => s.Label is < 0 or > 9) is { } odd) throw new ArgumentException($"{odd.Name} has the label {odd.Label}, which is no digit", nameof(digits));
        SampleRate = digits.SampleRate;
        _synthesizer = new SoundSynthesizer(SampleRate, words);
        var variants = Enum.GetValues<SoundKind>().Where(static k => k != SoundKind.Speech).SelectMany(static kind => SoundVariants.Of(kind).Select(variant => new SoundFacts(kind, variant, "")));
        (SoundFacts Facts, short[]? Samples)[] items =
        [
            .. digits.Sounds.Select(static s => (new SoundFacts(SoundKind.Speech, Digits[s.Label], s.Group), (short[]?)s.Samples)),
            .. (words?.All ?? []).Select(static w => (new SoundFacts(SoundKind.Speech, w.Word, $"{w.Voice.Name} {w.Voice.WordsPerMinute} {w.Voice.Pitch}"), (short[]?)w.Samples)),
            .. variants.SelectMany(facts => Enumerable.Repeat((facts, (short[]?)null), perVariant)),
        ];
        Facts = [.. items.Select(static i => i.Facts)];
        _samples = [.. items.Select(static i => i.Samples)];
        Names = [.. Facts.Select(static f => f.Name).Distinct()];
        Voices = [.. Facts.Select(static f => f.Voice).Where(static v => v.Length > 0).Distinct()];
        _names = [.. Facts.Select(f => Names.IndexOf(f.Name))];
        _voices = [.. Facts.Select(f => Voices.IndexOf(f.Voice))];
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>What is true of each item.</summary>
    public IReadOnlyList<SoundFacts> Facts { get; }

    /// <summary>All names, each once; the digits' words are the first where there are digits.</summary>
    public List<string> Names { get; }

    /// <summary>All voices, each once.</summary>
    public List<string> Voices { get; }

    /// <summary>The name of each item, as its index in <see cref="Names"/>.</summary>
    public ReadOnlySpan<int> NameIndexes => _names;

    /// <summary>The voice of an item as its index in <see cref="Voices"/>; −1 where nobody speaks.</summary>
    public int VoiceOf(int item) => _voices[item];

    /// <summary>An item's samples; of what is made, another sound for every seed.</summary>
    /// <param name="item">Its index in <see cref="Facts"/>.</param>
    /// <param name="length">Samples that are made; recordings keep their own length.</param>
    /// <param name="seed">Where the numbers of what is made begin.</param>
    public ReadOnlySpan<short> Samples(int item, int length, ulong seed)
    {
        if (_samples[item] is { } recorded) return recorded;
        var facts = Facts[item];
        return _synthesizer.Make(facts.Kind, facts.Name, length, seed).Samples;
    }

    /// <summary>A text that is true of an item.</summary>
    public SoundText Describe(int item, SeededGenerator draws)
    {
        var facts = Facts[item];
        return SoundDescriptions.Draw(facts.Kind == SoundKind.Speech ? new SyntheticSound(facts.Kind, "word", facts.Name, []) : new SyntheticSound(facts.Kind, facts.Name, null, []), draws);
    }
}

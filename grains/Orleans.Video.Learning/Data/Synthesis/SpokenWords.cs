using System.Text.RegularExpressions;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Waves;
using Orleans.Video.Media;
using Orleans.Video.Media.Children;

namespace Orleans.Video.Learning.Data.Synthesis;

/// <summary>A way to speak.</summary>
/// <param name="Name">espeak-ng's name of the voice, such as <c>en-us+f2</c>, or a person's.</param>
/// <param name="WordsPerMinute">Speed, 80–300; 0 for a person's own.</param>
/// <param name="Pitch">0–99; 0 for a person's own.</param>
public sealed record SpeechVoice(string Name, int WordsPerMinute, int Pitch)
{
    /// <summary>English voices, low and high, fast and slow.</summary>
    public static IReadOnlyList<SpeechVoice> English { get; } =
    [
        new("en-us", 150, 50), new("en-us+f2", 160, 60), new("en-us+m3", 140, 35), new("en-gb", 165, 45),
        new("en-gb+f4", 150, 70), new("en-gb-scotland+m7", 155, 40), new("en-us+f5", 175, 55), new("en-gb+m1", 135, 30),
    ];
}

/// <summary>A word as somebody says it.</summary>
/// <param name="Word">The word.</param>
/// <param name="Voice">Who says it.</param>
/// <param name="Samples"><c>int16[]</c>, mono.</param>
public sealed record SpokenWord(string Word, SpeechVoice Voice, short[] Samples);

/// <summary>Words spoken by espeak-ng or recorded, each by several voices, all in memory.</summary>
public sealed partial class SpokenWords
{
    private const int LongestWord = 80;
    private const int LargestRecording = 8 << 20;
    // It writes no file; but the sound library that it starts with makes a piece of memory of this size, which counts as one.
    private const long SharedMemory = 64 << 20;

    private readonly Dictionary<string, SpokenWord[]> _byWord;
    private readonly string[] _words;

    private SpokenWords(int sampleRate, SpokenWord[] all)
    {
        SampleRate = sampleRate;
        All = all;
        _byWord = all.GroupBy(static w => w.Word).ToDictionary(static g => g.Key, static g => g.ToArray());
        _words = [.. _byWord.Keys];
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>All of them, voice after voice of each word in the order given.</summary>
    public IReadOnlyList<SpokenWord> All { get; }

    /// <summary>Words that people said.</summary>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="recorded">The words; at least one.</param>
    internal static SpokenWords Of(int sampleRate, IEnumerable<SpokenWord> recorded) => new(sampleRate, [.. recorded]);

    /// <summary>Speaks words.</summary>
    /// <param name="options">Limits of the children.</param>
    /// <param name="words">Words or short phrases of letters, digits, spaces, apostrophes and hyphens, at most 80 characters each.</param>
    /// <param name="voices">Who says each.</param>
    /// <param name="sampleRate">Samples a second, 8,000–192,000.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="LearningDataException">A word cannot be spoken, or espeak-ng fails.</exception>
    /// <exception cref="MediaException">espeak-ng is not installed.</exception>
    public static async Task<SpokenWords> MakeAsync(MediaOptions options, IReadOnlyList<string> words, IReadOnlyList<SpeechVoice> voices, int sampleRate, CancellationToken ct)
    {
        if (words.FirstOrDefault(static w => w.Length > LongestWord || !Speakable().IsMatch(w)) is { } odd)
            throw new LearningDataException($"'{odd}' cannot be spoken: give words of letters, digits, spaces, apostrophes and hyphens, at most {LongestWord} characters");
        if (words.Count == 0 || voices.Count == 0) throw new LearningDataException("no words, or no voices, to speak: give at least one of each");
        await using var launcher = new ChildLauncher(options);
        var spoken = new SpokenWord[words.Count * voices.Count];
        await Parallel.ForAsync(0, spoken.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 8), CancellationToken = ct }, async (i, stop) =>
        {
            var (word, voice) = (words[i / voices.Count], voices[i % voices.Count]);
            spoken[i] = new SpokenWord(word, voice, await SpeakAsync(launcher, word, voice, sampleRate, stop));
        });
        return new SpokenWords(sampleRate, spoken);
    }

    /// <summary>A word by any voice; any word when none is named.</summary>
    /// <exception cref="ArgumentException">The word is none of these.</exception>
    internal SpokenWord Draw(string? word, SeededGenerator draws)
    {
        var chosen = draws.NextOf(_words);
        return _byWord.TryGetValue(word ?? chosen, out var ways) ? draws.NextOf(ways) : throw new ArgumentException($"'{word}' has not been spoken", nameof(word));
    }

    private static async Task<short[]> SpeakAsync(ChildLauncher launcher, string word, SpeechVoice voice, int sampleRate, CancellationToken ct)
    {
        await using var child = await launcher.StartAsync("espeak-ng", ["-v", voice.Name, "-s", $"{voice.WordsPerMinute}", "-p", $"{voice.Pitch}", "--stdout", word], maxFileBytes: SharedMemory);
        using var file = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await child.Output.ReadAsync(buffer, ct) is var count and > 0)
        {
            if (file.Length + count > LargestRecording) throw new LearningDataException($"espeak-ng says '{word}' without end");
            file.Write(buffer, 0, count);
        }

        var exit = await child.WaitAsync(ct);
        if (exit != 0) throw new LearningDataException($"espeak-ng cannot say '{word}' with the voice {voice.Name} (exit {exit}): {child.Said}");
        try
        {
            var wave = WaveFile.Read(file.GetBuffer().AsSpan(0, (int)file.Length));
            return Trim(new Resampler(wave.SampleRate, sampleRate).Resample(wave.Samples));
        }
        catch (InvalidDataException problem)
        {
            throw new LearningDataException($"espeak-ng's recording of '{word}' with the voice {voice.Name} cannot be read: {problem.Message}", problem);
        }
    }

    // It begins and ends with silence of its own; words must be able to stand close.
    private static short[] Trim(short[] samples)
    {
        const int Quiet = 150;
        var first = Array.FindIndex(samples, static s => Math.Abs((int)s) > Quiet);
        var last = Array.FindLastIndex(samples, static s => Math.Abs((int)s) > Quiet);
        return first < 0 ? samples : samples[Math.Max(0, first - 100)..Math.Min(samples.Length, last + 400)];
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9 '-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Speakable();
}

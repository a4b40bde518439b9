using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Media;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data.Synthesis;

/// <summary>Words that espeak-ng says.</summary>
public sealed class SpokenWordsTests : IDisposable
{
    private const int Rate = 16_000;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_voice_says_every_word_and_says_it_the_same_way_again()
    {
        string[] words = ["seven", "golden retriever", "o'clock"];
        var spoken = await SpeakAsync(words, SpeechVoice.English);
        var again = await SpeakAsync(words, SpeechVoice.English);
        Assert.Equal(words.SelectMany(static w => SpeechVoice.English.Select(v => (w, v))), spoken.All.Select(static s => (s.Word, s.Voice)));
        Assert.All(spoken.All, static s => Assert.InRange(s.Samples.Length, Rate / 5, 3 * Rate));
        Assert.All(spoken.All, static s => Assert.InRange(s.Samples.Max(static x => Math.Abs((int)x)), 3_000, 32_768));
        for (var i = 0; i < spoken.All.Count; i++) Assert.Equal(spoken.All[i].Samples, again.All[i].Samples);
        // Voices differ, and so do words.
        Assert.Equal(spoken.All.Count, spoken.All.Select(static s => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(s.Samples)))).Distinct().Count());
    }

    [Fact]
    public async Task Silence_before_and_behind_a_word_is_cut()
    {
        var spoken = await SpeakAsync(["seven"], [SpeechVoice.English[0]]);
        var loud = Array.FindIndex(spoken.All[0].Samples, static s => Math.Abs((int)s) > 150);
        Assert.InRange(loud, 0, 100);
        Assert.InRange(spoken.All[0].Samples.Length - 1 - Array.FindLastIndex(spoken.All[0].Samples, static s => Math.Abs((int)s) > 150), 0, 400);
    }

    [Fact]
    public async Task Synthetic_speech_is_the_word_within_the_room_that_there_is()
    {
        var synthesizer = new SoundSynthesizer(Rate, await SpeakAsync(["one", "two"], SpeechVoice.English.Take(2).ToArray()));
        var sound = synthesizer.Make(SoundKind.Speech, "word", Rate, 5, "two");
        Assert.Equal(("two", Rate), (sound.Word, sound.Samples.Length));
        Assert.Equal(sound.Samples, synthesizer.Make(SoundKind.Speech, "word", Rate, 5, "two").Samples);
        Assert.Equal(800, synthesizer.Make(SoundKind.Speech, "word", 800, 5).Samples.Length);
        Assert.Equal(["one", "two"], Enumerable.Range(0, 40).Select(seed => synthesizer.Draw(SoundKind.Speech, Rate, (ulong)seed).Word!).Distinct().Order());
        for (var seed = 0ul; seed < 40; seed++)
            Assert.InRange(20 * Math.Log10(synthesizer.Draw(SoundKind.Speech, Rate, seed).Samples.Max(static s => Math.Abs((double)s)) / 32768), -26.1, -2.9);
        Assert.Contains("'three' has not been spoken", Assert.Throws<ArgumentException>(() => synthesizer.Make(SoundKind.Speech, "word", Rate, 5, "three")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_people_said_are_said_as_they_were_recorded()
    {
        var voice = new SpeechVoice("jackson", WordsPerMinute: 0, Pitch: 0);
        var words = SpokenWords.Of(Rate, [new SpokenWord("one", voice, [0, 100, -200, 0]), new SpokenWord("two", voice, [50])]);
        Assert.Equal((Rate, 2), (words.SampleRate, words.All.Count));
        var sound = new SoundSynthesizer(Rate, words).Make(SoundKind.Speech, "word", 4, seed: 1, "one");
        Assert.Equal([0, 1, -2, 0], sound.Samples.Select(s => (int)Math.Round(-2.0 * s / sound.Samples[2])));
    }

    [Theory]
    [InlineData("-w/tmp/x")]
    [InlineData("a; rm")]
    [InlineData("")]
    [InlineData("naïve")]
    public async Task What_is_no_word_is_refused_by_name(string word) =>
        Assert.Contains($"'{word}' cannot be spoken", (await Assert.ThrowsAsync<LearningDataException>(() => SpeakAsync([word], SpeechVoice.English))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task No_words_and_voices_that_there_are_not_are_errors_that_say_so()
    {
        Assert.Contains("no words", (await Assert.ThrowsAsync<LearningDataException>(() => SpeakAsync([], SpeechVoice.English))).Message, StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<LearningDataException>(() => SpeakAsync(["one"], [new SpeechVoice("xx-none", 150, 50)]));
        Assert.Contains("espeak-ng", error.Message, StringComparison.Ordinal);
        Assert.Contains("'one' with the voice xx-none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptions_are_true_of_what_they_describe_and_of_nothing_else()
    {
        SyntheticSound[] sounds =
        [
            new(SoundKind.Speech, "word", "seven", []), new(SoundKind.Speech, "word", "two", []),
            .. Enum.GetValues<SoundKind>().Where(static k => k != SoundKind.Speech).SelectMany(static k => SoundVariants.Of(k).Select(v => new SyntheticSound(k, v, null, []))),
        ];
        foreach (var sound in sounds)
        {
            var all = SoundDescriptions.All(sound.Kind, sound.Variant, sound.Word).ToArray();
            Assert.NotEmpty(all);
            Assert.Equal(all.Length, all.Select(static t => t.Text).Distinct().Count());
            var draws = new SeededGenerator(1);
            foreach (var text in all.Concat(Enumerable.Range(0, 50).Select(_ => SoundDescriptions.Draw(sound, draws))))
            {
                Assert.True(text.IsTrueOf(sound));
                Assert.DoesNotContain('{', text.Text);
                foreach (var other in sounds.Where(o => o.Kind != sound.Kind)) Assert.False(text.IsTrueOf(other), text.Text);
                if (text.Word is not null) Assert.Contains(text.Word, text.Text, StringComparison.Ordinal);
                if (text.Variant is not null) Assert.All(sounds.Where(o => o.Variant != sound.Variant), other => Assert.False(text.IsTrueOf(other)));
            }
        }
    }

    private Task<SpokenWords> SpeakAsync(IReadOnlyList<string> words, IReadOnlyList<SpeechVoice> voices) =>
        SpokenWords.MakeAsync(new MediaOptions { StagingFolder = _folder.File("staging") }, words, voices, Rate, Cancel);
}

using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;

namespace Orleans.Video.Learning.Tests.Data.Sounds;

public sealed class DigitStringsTests
{
    private const int Rate = 8_000;

    // Digit d is a tone of its own, a fifth of a second long.
    private static readonly LabelledSound[] s_recordings =
        [.. from voice in new[] { "ann", "bob" } from digit in Enumerable.Range(0, 10) select new LabelledSound($"{digit}_{voice}_0.wav", digit, voice, Tone(digit))];

    private static readonly DigitStringOptions s_clean = new() { SignalToNoise = (80, 80) };

    [Fact]
    public void A_seed_always_makes_the_same_string_and_others_make_others()
    {
        var strings = new DigitStrings(s_recordings, Rate, new DigitStringOptions());
        var made = Enumerable.Range(0, 40).Select(seed => strings.Make((ulong)seed)).ToArray();
        Assert.All(made, (s, seed) => Assert.Equal(s.Samples, strings.Make((ulong)seed).Samples));
        Assert.True(made.Select(static s => s.Text).Distinct().Count() > 35);
        Assert.Equal([3, 4, 5, 6, 7], made.Select(static s => s.Text.Split(' ').Length).Distinct().Order());
        Assert.Equal(["ann", "bob"], made.Select(static s => s.Voice).Distinct().Order());
        Assert.All(made, static s => Assert.InRange(s.Samples.Length, 3 * Rate / 5, 3.6 * Rate));
    }

    [Fact]
    public void Its_words_are_those_of_the_recordings_in_their_order()
    {
        var strings = new DigitStrings(s_recordings, Rate, s_clean);
        for (var seed = 0UL; seed < 10; seed++)
        {
            var made = strings.Make(seed);
            Assert.Equal(made.Text.Split(' '), Heard(made.Samples));
        }
    }

    [Fact]
    public void Noise_is_as_far_below_the_speech_as_asked()
    {
        var clean = new DigitStrings(s_recordings, Rate, s_clean).Make(3);
        var noisy = new DigitStrings(s_recordings, Rate, new DigitStringOptions { SignalToNoise = (10, 10) }).Make(3);
        Assert.Equal(clean.Text, noisy.Text);
        double speech = clean.Samples.Sum(static s => (double)s * s), noise = clean.Samples.Zip(noisy.Samples, static (c, n) => Math.Pow(n - c, 2)).Sum();
        Assert.Equal(10, 10 * Math.Log10(speech / noise), 0.2);
    }

    [Fact]
    public void A_string_that_is_played_faster_or_slower_says_the_same_in_another_time()
    {
        var (plain, changed) = (new DigitStrings(s_recordings, Rate, s_clean), new DigitStrings(s_recordings, Rate, s_clean with { LargestSpeed = 1.2 }));
        var factors = Enumerable.Range(0, 30).Select(seed =>
        {
            var (a, b) = (plain.Make((ulong)seed), changed.Make((ulong)seed));
            Assert.Equal(a.Text, b.Text);
            return (double)a.Samples.Length / b.Samples.Length;
        }).ToArray();
        Assert.All(factors, static factor => Assert.InRange(factor, 1 / 1.2, 1.2));
        Assert.True(factors.Min() < 0.95 && factors.Max() > 1.05);
    }

    [Fact]
    public void What_cannot_be_made_is_refused_with_the_reason()
    {
        Assert.Contains("fits into", Assert.Throws<LearningDataException>(() => new DigitStrings(s_recordings, Rate, new DigitStringOptions { MostSeconds = 0.5 }).Make(1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DigitStrings([], Rate, s_clean));
        Assert.Throws<ArgumentException>(() => new DigitStrings(s_recordings, Rate, new DigitStringOptions { FewestDigits = 4, MostDigits = 3 }));
        Assert.Throws<ArgumentException>(() => new DigitStrings([s_recordings[0] with { Label = 10 }], Rate, s_clean));
    }

    private static short[] Tone(int digit) => [.. Enumerable.Range(0, Rate / 5).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * (300 + 200 * digit) * i / Rate)))];

    // Crossings of zero tell the tones apart; gaps are all but silent.
    private static List<string> Heard(short[] samples)
    {
        var (words, start) = (new List<string>(), -1);
        for (var at = 0; at + 80 <= samples.Length; at += 80)
        {
            var isTone = samples.AsSpan(at, 80).ToArray().Max(static s => Math.Abs((int)s)) > 4000;
            if (isTone && start < 0) start = at;
            if (isTone || start < 0) continue;
            words.Add(Name(samples[(start + 160)..(at - 160)]));
            start = -1;
        }

        if (start >= 0) words.Add(Name(samples[(start + 160)..^160]));
        return words;
    }

    private static string Name(short[] tone)
    {
        var crossings = Enumerable.Range(1, tone.Length - 1).Count(i => tone[i - 1] < 0 != tone[i] < 0);
        return SoundBank.Digits[(int)Math.Round((crossings * (double)Rate / (2 * tone.Length) - 300) / 200)];
    }
}

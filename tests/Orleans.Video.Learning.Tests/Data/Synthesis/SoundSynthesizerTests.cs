using CsCheck;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Tests.Data.Synthesis;

/// <summary>Sounds that were made are what they are said to be.</summary>
public sealed class SoundSynthesizerTests
{
    private const int Rate = 16_000;

    private static readonly Gen<int> Rates = Gen.Int[0, 2].Select(static i => new[] { 8_000, 16_000, 44_100 }[i]);
    private static readonly SoundSynthesizer Synthesizer = new(Rate, words: null);

    public static TheoryData<SoundKind, string> Made => [.. Enum.GetValues<SoundKind>().Where(static k => k != SoundKind.Speech).SelectMany(static k => SoundVariants.Of(k).Select(v => (k, v)))];

    [Theory]
    [MemberData(nameof(Made))]
    public void The_same_seed_gives_the_same_sound_and_another_seed_another(SoundKind kind, string variant) => Gen.ULong.Sample(
        seed =>
        {
            var sound = Synthesizer.Make(kind, variant, Rate / 2, seed);
            Assert.Equal((kind, variant, null), (sound.Kind, sound.Variant, sound.Word));
            Assert.Equal(sound.Samples, new SoundSynthesizer(Rate, words: null).Make(kind, variant, Rate / 2, seed).Samples);
            if (variant != "silence") Assert.NotEqual(sound.Samples, Synthesizer.Make(kind, variant, Rate / 2, seed + 1).Samples);
        },
        iter: 20);

    [Theory]
    [MemberData(nameof(Made))]
    public void Peaks_lie_where_they_should_at_any_rate_and_length(SoundKind kind, string variant) => Gen.Select(Gen.ULong, Gen.Int[2_000, 20_000], Rates).Sample(
        (seed, length, rate) =>
        {
            var samples = new SoundSynthesizer(rate, words: null).Make(kind, variant, length, seed).Samples;
            Assert.Equal(length, samples.Length);
            var peak = 20 * Math.Log10(Math.Max(0.1, samples.Max(static s => Math.Abs((double)s))) / 32768);
            if (variant == "silence") Assert.All(samples, static s => Assert.Equal(0, s));
            else if (variant == "room") Assert.InRange(peak, -83, -59);
            else Assert.InRange(peak, -26.1, -2.9);
        },
        iter: 30);

    [Theory]
    [InlineData("white", -0.5, 0.5)]
    [InlineData("pink", -4, -2)]
    [InlineData("brown", -6.7, -5.3)]
    [InlineData("rain", -0.6, 0.6)]
    public void Noises_fall_with_frequency_as_their_names_say(string variant, double least, double most) => Gen.ULong.Sample(
        seed => Assert.InRange(new Spectrum(Synthesizer.Make(SoundKind.Noise, variant, 4 * Rate, seed).Samples, Rate).Slope(60, 4_000), least, most),
        iter: 20);

    [Fact]
    public void Wind_is_low_and_swells()
    {
        Gen.ULong.Sample(
            seed =>
            {
                var samples = Synthesizer.Make(SoundKind.Noise, "wind", 8 * Rate, seed).Samples;
                Assert.True(new Spectrum(samples, Rate).Share(0, 800) > 0.75);
                var loudness = samples.Chunk(Rate / 4).Select(static part => Math.Sqrt(part.Average(static s => (double)s * s))).ToArray();
                Assert.True(loudness.Max() > 2 * loudness.Min());
            },
            iter: 20);
    }

    [Fact]
    public void Crackling_is_silence_with_short_strikes() => Gen.ULong.Sample(
        seed =>
        {
            var samples = Synthesizer.Make(SoundKind.Noise, "crackle", 4 * Rate, seed).Samples;
            var loudest = samples.Max(static s => Math.Abs((int)s));
            Assert.InRange(samples.Count(s => Math.Abs((int)s) > loudest / 20) / (double)samples.Length, 0.0005, 0.1);
        },
        iter: 30);

    [Theory]
    [InlineData("low", 60, 220)]
    [InlineData("middle", 300, 1200)]
    [InlineData("high", 1500, 3800)]
    public void A_tone_has_the_pitch_that_it_is_called_by_and_nothing_but_its_overtones(string variant, double low, double high) => Gen.ULong.Sample(
        seed =>
        {
            var spectrum = new Spectrum(Synthesizer.Make(SoundKind.Tone, variant, 2 * Rate, seed).Samples, Rate);
            Assert.InRange(spectrum.Peak, low - 3, high + 3);
            var lines = Enumerable.Range(1, 3).Sum(overtone => spectrum.Share(overtone * spectrum.Peak - 12, overtone * spectrum.Peak + 12));
            Assert.True(lines > 0.999, $"{1 - lines:P2} of the power is at no overtone of {spectrum.Peak:F0} Hz");
        },
        iter: 40);

    [Theory]
    [InlineData("rising", 1)]
    [InlineData("falling", -1)]
    public void A_sweep_goes_where_it_is_said_to_go(string variant, int direction) => Gen.Select(Gen.ULong, Rates).Sample(
        (seed, rate) =>
        {
            var samples = new SoundSynthesizer(rate, words: null).Make(SoundKind.Tone, variant, 2 * rate, seed).Samples;
            var pitches = samples.Chunk(rate / 4).Select(part => new Spectrum(part, rate, 1024).Peak).ToArray();
            for (var i = 1; i < pitches.Length; i++) Assert.True((pitches[i] - pitches[i - 1]) * direction > 0, string.Join(", ", pitches));
        },
        iter: 30);

    [Fact]
    public void Beeps_come_and_go_and_a_siren_wails()
    {
        Gen.ULong.Sample(
            seed =>
            {
                var beeps = Synthesizer.Make(SoundKind.Tone, "beeps", 2 * Rate, seed).Samples;
                Assert.InRange(beeps.Count(static s => s == 0) / (double)beeps.Length, 0.25, 0.75);
                var pitches = Synthesizer.Make(SoundKind.Tone, "siren", 2 * Rate, seed).Samples.Chunk(Rate / 8).Select(static part => new Spectrum(part, Rate, 1024).Peak).ToArray();
                Assert.True(pitches.Max() > 1.8 * pitches.Min(), string.Join(", ", pitches));
            },
            iter: 30);
    }

    [Theory]
    [InlineData("melody")]
    [InlineData("chords")]
    [InlineData("bells")]
    public void Music_is_made_of_lines_and_noise_is_not(string variant) => Gen.ULong.Sample(
        seed =>
        {
            var music = new Spectrum(Synthesizer.Make(SoundKind.Music, variant, 4 * Rate, seed).Samples, Rate).Flatness(60, 2_000);
            var noise = new Spectrum(Synthesizer.Make(SoundKind.Noise, "white", 4 * Rate, seed).Samples, Rate).Flatness(60, 2_000);
            Assert.True(music < 0.3 && noise > 0.8, $"flatness {music:F2} of music, {noise:F2} of noise");
        },
        iter: 20);

    [Fact]
    public void Drums_strike_in_a_steady_beat()
    {
        Gen.ULong.Sample(
            seed =>
            {
                var samples = Synthesizer.Make(SoundKind.Music, "drums", 4 * Rate, seed).Samples;
                var loudness = samples.Chunk(Rate / 100).Select(static part => part.Average(static s => Math.Abs((double)s))).ToArray();
                // A beat of 90 to 180 a minute, of which every second carries a deep drum: the sound is like itself after so long.
                var mean = loudness.Average();
                double Likeness(int lag) => loudness.Skip(lag).Zip(loudness, (a, b) => (a - mean) * (b - mean)).Sum() / loudness.Sum(l => (l - mean) * (l - mean));
                Assert.True(Enumerable.Range(60, 80).Max(Likeness) > 0.3);
            },
            iter: 20);
    }

    [Fact]
    public void What_is_asked_for_and_not_there_is_named()
    {
        Assert.Contains("no Noise 'melody', but white", Assert.Throws<ArgumentException>(() => Synthesizer.Make(SoundKind.Noise, "melody", 10, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("SpokenWords", Assert.Throws<ArgumentException>(() => Synthesizer.Make(SoundKind.Speech, "word", 10, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_variant_of_a_kind_is_drawn_sooner_or_later()
    {
        foreach (var kind in Enum.GetValues<SoundKind>().Where(static k => k != SoundKind.Speech))
        {
            var drawn = Enumerable.Range(0, 200).Select(seed => Synthesizer.Draw(kind, 1_000, (ulong)seed)).ToArray();
            Assert.All(drawn, sound => Assert.Equal(kind, sound.Kind));
            Assert.Equal(SoundVariants.Of(kind).Order(), drawn.Select(static s => s.Variant).Distinct().Order());
        }
    }
}

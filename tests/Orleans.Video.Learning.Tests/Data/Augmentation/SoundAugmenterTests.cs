using CsCheck;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;

namespace Orleans.Video.Learning.Tests.Data.Augmentation;

/// <summary>Sounds that are cut, filled and changed.</summary>
public sealed class SoundAugmenterTests
{
    private const int Length = 4_000;

    private static readonly Gen<SoundAugmentation> Options = Gen.Select(Gen.Double[0, 40], Gen.Double[0, 1], Gen.Double[1, 2], Gen.Double[0, 1], Gen.Double[-20, 40]).Select(static (gain, share, speed, chance, noise) =>
        new SoundAugmentation { LargestGain = gain, Shift = share, LargestSpeed = speed, NoiseChance = chance, MuffleChance = chance, LowestSignalToNoise = noise });

    private static readonly Gen<short[]> Sounds = Gen.Short.Array[0, 3 * Length];

    [Fact]
    public void The_seed_alone_determines_what_happens() => Gen.Select(Options, Sounds, Gen.ULong).Sample(
        (options, source, seed) =>
        {
            Assert.Null(options.Check());
            var augmenter = new SoundAugmenter(options, Length);
            var first = Apply(augmenter, source, seed);
            // Whatever was changed before leaves nothing behind.
            Apply(augmenter, [.. source, 1, 2, 3], seed + 1);
            Assert.Equal(first, Apply(augmenter, source, seed));
            Assert.Equal(first, Apply(new SoundAugmenter(options, Length), source, seed));
        },
        iter: 100);

    [Fact]
    public void Without_changes_a_sound_stands_in_the_middle_as_it_is_and_a_longer_one_is_cut_to_its_middle() => Gen.Select(Sounds, Gen.ULong).Sample(
        (source, seed) =>
        {
            var expected = new short[Length];
            var free = Length - source.Length;
            var start = (int)Math.Round(Math.Abs(free) * 0.5);
            if (free >= 0) source.CopyTo(expected, start);
            else Array.Copy(source, start, expected, 0, Length);
            Assert.Equal(expected, Apply(new SoundAugmenter(SoundAugmentation.None, Length), source, seed));
        },
        iter: 100);

    [Fact]
    public void Loudness_changes_by_no_more_than_stated_and_by_as_much()
    {
        var options = SoundAugmentation.None with { LargestGain = 10 };
        var source = Tone(1_000, 440);
        var gains = Enumerable.Range(0, 400).Select(seed => 20 * Math.Log10(Loudness(Apply(new SoundAugmenter(options, Length), source, (ulong)seed)) / Loudness(source))).ToArray();
        Assert.InRange(gains.Min(), -10.05, -9);
        Assert.InRange(gains.Max(), 9, 10.05);
    }

    [Fact]
    public void Places_reach_from_one_end_to_the_other()
    {
        short[] click = [20_000];
        var places = Enumerable.Range(0, 400).Select(seed => Array.FindIndex(Apply(new SoundAugmenter(SoundAugmentation.None with { Shift = 1 }, Length), click, (ulong)seed), static s => s != 0)).ToArray();
        Assert.All(places, static place => Assert.InRange(place, 0, Length - 1));
        Assert.InRange(places.Min(), 0, Length / 20);
        Assert.InRange(places.Max(), Length * 19 / 20, Length - 1);
    }

    [Fact]
    public void Speed_changes_pitch_and_length_by_no_more_than_stated()
    {
        var source = Tone(16_000, 500)[..2_000];
        for (var seed = 0ul; seed < 60; seed++)
        {
            var heard = Apply(new SoundAugmenter(SoundAugmentation.None with { LargestSpeed = 1.25 }, Length), source, seed);
            var played = heard.Length - heard.Count(static s => s == 0);
            Assert.InRange(played, 2_000 / 1.25 * 0.9, 2_000 * 1.25);
            var crossings = heard.Zip(heard.Skip(1)).Count(static pair => pair.First < 0 && pair.Second >= 0);
            Assert.InRange(crossings, 60, 64);
        }
    }

    [Fact]
    public void Noise_lies_as_far_below_the_sound_as_was_drawn_and_no_less_than_stated()
    {
        var options = SoundAugmentation.None with { NoiseChance = 1, LowestSignalToNoise = 10 };
        var source = Tone(Length, 440);
        var distances = Enumerable.Range(0, 200).Select(seed =>
        {
            var heard = Apply(new SoundAugmenter(options, Length), source, (ulong)seed);
            return 20 * Math.Log10(Loudness(source) / Loudness([.. heard.Zip(source, static (h, s) => (short)(h - s))]));
        }).ToArray();
        Assert.All(distances, static d => Assert.InRange(d, 8.5, 42));
        Assert.True(distances.Min() < 12 && distances.Max() > 37);
    }

    [Fact]
    public void Silence_gets_the_noise_of_a_quiet_room_and_no_more()
    {
        var options = SoundAugmentation.None with { NoiseChance = 1, LowestSignalToNoise = 8 };
        for (var seed = 0ul; seed < 50; seed++) Assert.InRange(Loudness(Apply(new SoundAugmenter(options, Length), [], seed)) / Math.Sqrt(Length), 0.5, 160 * Math.Pow(10, -8 / 20.0) * 1.1);
    }

    [Fact]
    public void Muffling_weakens_high_tones_more_than_low_ones()
    {
        var options = SoundAugmentation.None with { MuffleChance = 1 };
        for (var seed = 0ul; seed < 50; seed++)
        {
            double Kept(double hertz) => Loudness(Apply(new SoundAugmenter(options, Length), Tone(Length, hertz), seed)) / Loudness(Tone(Length, hertz));
            Assert.True(Kept(200) > 0.85);
            Assert.True(Kept(5_000) < 0.85 * Kept(200));
        }
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Assert.Null(new SoundAugmentation().Check());
        Assert.Null(SoundAugmentation.None.Check());
        Assert.Contains(nameof(SoundAugmentation.LargestGain), new SoundAugmentation { LargestGain = 41 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SoundAugmentation.Shift), new SoundAugmentation { Shift = double.NaN }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SoundAugmentation.LargestSpeed), new SoundAugmentation { LargestSpeed = 0.9 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SoundAugmentation.NoiseChance), new SoundAugmentation { NoiseChance = 2 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SoundAugmentation.LowestSignalToNoise), new SoundAugmentation { LowestSignalToNoise = 41 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SoundAugmentation.MuffleChance), new SoundAugmentation { MuffleChance = -1 }.Check(), StringComparison.Ordinal);
    }

    private static short[] Apply(SoundAugmenter augmenter, short[] source, ulong seed)
    {
        var target = new short[Length];
        augmenter.Apply(source, new SeededGenerator(seed), target);
        return target;
    }

    private static short[] Tone(int length, double hertz) => [.. Enumerable.Range(0, length).Select(i => (short)Math.Round(6_000 * Math.Sin(2 * Math.PI * hertz * i / 16_000 + 0.3)))];

    private static double Loudness(short[] sound) => Math.Sqrt(sound.Sum(static s => (double)s * s));
}

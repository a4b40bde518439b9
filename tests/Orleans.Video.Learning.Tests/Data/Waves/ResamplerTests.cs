using CsCheck;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Tests.Data.Waves;

/// <summary>Another sample rate, the same sound.</summary>
public sealed class ResamplerTests
{
    private static readonly Gen<int> Rates = Gen.Int[0, 6].Select(static i => new[] { 8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000 }[i]);

    [Fact]
    public void A_tone_that_both_rates_carry_stays_the_same_tone_at_the_same_moment() =>
        Gen.Select(Rates, Rates, Gen.Double[0.01, 0.42]).Sample(
            (from, to, share) =>
            {
                var hertz = share * Math.Min(from, to);
                var heard = new Resampler(from, to).Resample(Tone(from, hertz, from / 2));
                var expected = Tone(to, hertz, heard.Length);
                // Away from the ends, beyond which there is silence: to half a percent, 0.05 dB.
                for (var i = to / 20; i < heard.Length - to / 20; i++) Assert.InRange(heard[i] - expected[i], -50, 50);
            },
            iter: 60);

    [Fact]
    public void A_tone_that_the_new_rate_cannot_carry_is_gone() =>
        Gen.Select(Rates, Rates, Gen.Double[0.5, 0.99]).Where(static (from, to, _) => to < from).Sample(
            (from, to, share) =>
            {
                var hertz = to / 2.0 + share * (from - to) / 2.0;
                var heard = new Resampler(from, to).Resample(Tone(from, Math.Max(hertz, to * 0.505), from / 2));
                Assert.All(heard[(to / 20)..^(to / 20)], static value => Assert.InRange(value, -60, 60));
            },
            iter: 60);

    [Fact]
    public void A_sound_lasts_as_long_as_before_rounded_up() => Gen.Select(Gen.Int[1_000, 192_000], Gen.Int[1_000, 192_000], Gen.Int[0, 500]).Sample(
        static (from, to, length) => Assert.Equal((int)(((long)length * to + from - 1) / from), new Resampler(from, to).Resample(new short[length]).Length),
        iter: 20);

    [Fact]
    public void The_same_rate_changes_nothing()
    {
        short[] samples = [1, -2, 32767, -32768];
        Assert.Equal(samples, new Resampler(16_000, 16_000).Resample(samples));
    }

    [Theory]
    [InlineData(999, 16_000)]
    [InlineData(16_000, 192_001)]
    public void Rates_out_of_range_are_refused(int from, int to) => Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(from, to));

    private static short[] Tone(int rate, double hertz, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (short)Math.Round(10_000 * Math.Sin(2 * Math.PI * hertz * i / rate)))];
}

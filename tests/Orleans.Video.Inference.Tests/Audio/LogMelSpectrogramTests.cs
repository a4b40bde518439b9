using System.Runtime.InteropServices;
using CsCheck;
using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests.Audio;

public sealed class LogMelSpectrogramTests
{
    private static readonly MelSpec Starter = new() { NFft = 512, Window = 400, Hop = 160, FMin = 20, FMax = 7600, Mels = 64 };
    private static readonly MelSpec Centred = new() { NFft = 400, Window = 400, Hop = 160, FMin = 0, FMax = 8000, Mels = 80, Scale = "slaney", Norm = "slaney", Centre = true };

    [Fact]
    public void Htk_bands_in_the_middle_of_a_longer_transform_are_torchaudios() => CompareWithGolden(Starter, "golden/mel64_25ms_10ms.f32", frames: 197);

    [Fact]
    public void Slaney_bands_of_mirrored_sound_are_torchaudios() => CompareWithGolden(Centred, "golden/mel80_centre.f32", frames: 201);

    [Fact]
    public void Silence_is_the_logarithm_of_the_offset_everywhere()
    {
        var spectrogram = new float[64 * 98];
        new LogMelSpectrogram(Starter, 16000).Compute(new short[16000], 98, spectrogram);
        Assert.All(spectrogram, value => Assert.Equal(Math.Log(1e-6), value, 1e-4));
    }

    [Fact]
    public void Columns_beyond_the_sound_are_silence_and_an_earlier_sound_does_not_show_through()
    {
        var spectrogram = new LogMelSpectrogram(Starter, 16000);
        var loud = new short[1000];
        Array.Fill(loud, short.MaxValue);
        var values = new float[64 * 98];
        spectrogram.Compute(loud, 98, values);
        spectrogram.Compute(new short[1000], 98, values);
        Assert.All(values, value => Assert.Equal(Math.Log(1e-6), value, 1e-4));
    }

    [Fact]
    public void The_spectrum_of_any_even_length_is_the_sum_that_defines_it() =>
        Gen.Int[2, 60].Select(Gen.Int[1, 100000]).Sample((half, seed) =>
        {
            var random = new Random(seed);
            var samples = Enumerable.Range(0, 2 * half).Select(_ => random.NextSingle() * 2 - 1).ToArray();
            var power = new float[half + 1];
            new RealFft(2 * half).Power(samples, power);
            for (var k = 0; k <= half; k++)
            {
                double re = 0, im = 0;
                for (var i = 0; i < samples.Length; i++)
                {
                    re += samples[i] * Math.Cos(2 * Math.PI * i * k / samples.Length);
                    im -= samples[i] * Math.Sin(2 * Math.PI * i * k / samples.Length);
                }

                if (Math.Abs(power[k] - (re * re + im * im)) > 1e-4 * (1 + re * re + im * im)) return false;
            }

            return true;
        });

    [Theory]
    [InlineData(2)]
    [InlineData(511)]
    public void A_transform_of_odd_or_tiny_length_is_refused(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(length));

    private static void CompareWithGolden(MelSpec spec, string golden, int frames)
    {
        var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Require(golden)));
        var samples = Wav.Read(TestData.Require("clips/speech/sense_and_sensibility_01_austen_64kb-0880.wav")).AsSpan(0, 32000);
        var spectrogram = new LogMelSpectrogram(spec, 16000);
        Assert.Equal(frames, spectrogram.Frames(samples.Length));
        var values = new float[spec.Mels * frames];
        Assert.Equal(expected.Length, values.Length);

        spectrogram.Compute(samples, frames, values);

        for (var i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(values[i] - expected[i]) <= 1e-3 * Math.Max(1, Math.Abs(expected[i])), $"band {i / frames}, column {i % frames}: {values[i]}, torchaudio {expected[i]}");
    }
}

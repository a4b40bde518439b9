using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class EncoderTests
{
    [Fact]
    public void A_clips_vector_does_not_depend_on_what_it_is_encoded_with()
    {
        using var encoder = new VisualEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var clips = new byte[7 * encoder.ClipLength];
        new Random(1).NextBytes(clips);
        var together = new float[7 * encoder.Width];
        encoder.Encode(clips, 7, together);
        var alone = new float[encoder.Width];
        for (var i = 0; i < 7; i++)
        {
            encoder.Encode(clips.AsSpan(i * encoder.ClipLength, encoder.ClipLength), 1, alone);
            Near(together.AsSpan(i * encoder.Width, encoder.Width), alone);
            Assert.Equal(1f, TensorPrimitives.Norm<float>(alone), 1e-5f);
        }
    }

    [Fact]
    public void A_seconds_vector_does_not_depend_on_what_it_is_encoded_with()
    {
        using var encoder = new AudioEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var random = new Random(2);
        var samples = Enumerable.Range(0, 40 * encoder.SampleRate).Select(_ => (short)random.Next(-9000, 9000)).ToArray();
        var together = new float[40 * encoder.Width];
        encoder.Encode(samples, 40, together);
        var alone = new float[encoder.Width];
        foreach (var i in new[] { 0, 1, 6, 31, 32, 39 })
        {
            encoder.Encode(samples.AsSpan(i * encoder.SampleRate, encoder.SampleRate), 1, alone);
            Near(together.AsSpan(i * encoder.Width, encoder.Width), alone);
        }
    }

    [Fact]
    public void Silence_is_like_nothing_to_an_untrained_encoder_and_something_to_one_that_learned_it()
    {
        var untrained = ModelSet.Open(Path.Combine(UntrainedModels.Folder, "starter"));
        Assert.All(Silence(untrained), value => Assert.Equal(0f, value));
        Assert.Equal(1f, TensorPrimitives.Norm<float>(Silence(StarterSet.Open())), 1e-5f);

        static float[] Silence(ModelSet set)
        {
            using var audio = new AudioEncoder(set, InferenceDevice.Cpu);
            var heard = new float[audio.Width];
            audio.Encode(new short[audio.SampleRate], 1, heard);
            return heard;
        }
    }

    [Fact]
    public void A_grey_clip_has_a_vector_of_finite_numbers()
    {
        using var visual = new VisualEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var seen = new float[visual.Width];
        visual.Encode(Enumerable.Repeat((byte)200, visual.ClipLength).ToArray(), 1, seen);
        Assert.True(TensorPrimitives.IsFiniteAll<float>(seen));
    }

    [Fact]
    public void Spans_of_another_length_are_refused_and_none_is_nothing()
    {
        using var encoder = new VisualEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        Assert.Throws<ArgumentException>(() => encoder.Encode(new byte[encoder.ClipLength - 1], 1, new float[encoder.Width]));
        Assert.Throws<ArgumentException>(() => encoder.Encode(new byte[encoder.ClipLength], 1, new float[encoder.Width + 1]));
        encoder.Encode([], 0, []);
    }

    [Fact]
    public async Task A_sound_is_nearer_to_itself_quieter_and_with_noise_than_to_any_other()
    {
        var paths = Directory.EnumerateFiles(TestData.Require("clips/grid"), "*.mpg").Concat(Directory.EnumerateFiles(TestData.Require("clips/speech"), "*.wav"))
            .Append(TestData.Require("clips/street/train.mp4")).ToArray();
        using var encoder = new AudioEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var random = new Random(3);
        var originals = new List<float[]>();
        var changed = new List<float[]>();
        foreach (var path in paths)
        {
            var sound = await Ffmpeg.SoundAsync(path);
            originals.Add(Vector(encoder, sound));
            changed.Add(Vector(encoder, [.. sound.Select(s => (short)(s * 0.5f + random.Next(-20, 21)))]));
        }

        for (var i = 0; i < paths.Length; i++)
        {
            var cosines = originals.Select(o => TensorPrimitives.Dot<float>(o, changed[i])).ToArray();
            Assert.True(TensorPrimitives.IndexOfMax<float>(cosines) == i, $"{paths[i]}: {string.Join(", ", cosines.Select(c => $"{c:F3}"))}");
        }
    }

    private static float[] Vector(AudioEncoder encoder, short[] sound)
    {
        var seconds = sound.Length / encoder.SampleRate;
        var rows = new float[seconds * encoder.Width];
        encoder.Encode(sound.AsSpan(0, seconds * encoder.SampleRate), seconds, rows);
        var mean = new float[encoder.Width];
        for (var s = 0; s < seconds; s++) TensorPrimitives.Add(mean, rows.AsSpan(s * encoder.Width, encoder.Width), mean);
        TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        return mean;
    }

    internal static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-5f, $"number {i}: {expected[i]} and {actual[i]}");
    }
}

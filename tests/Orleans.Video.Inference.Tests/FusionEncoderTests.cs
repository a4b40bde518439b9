using System.Numerics.Tensors;
using CsCheck;
using Orleans.Video.Inference.Onnx;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class FusionEncoderTests
{
    private static readonly int VisualWidth = StarterSet.Open().Manifest.Fusion!.VisualWidth;
    private static readonly int AudioWidth = StarterSet.Open().Manifest.Fusion!.AudioWidth;

    [Fact]
    public void Segments_of_eight_eight_and_three_seconds_give_what_nineteen_at_once_give()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var video = Video(encoder, 19, seed: 1);
        SameInParts(encoder, video, [8, 8, 3]);
    }

    [Fact]
    public void However_a_video_is_cut_its_vectors_are_the_same()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        Gen.Select(Gen.Int[1, 12].Array[1, 5], Gen.Int[0, 1000]).Sample(
            (parts, seed) => SameInParts(encoder, Video(encoder, parts.Sum(), seed), parts), iter: 60, threads: 1);
    }

    [Fact]
    public void A_videos_vectors_do_not_depend_on_what_it_is_encoded_with()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        FusionInput[] inputs = [.. Enumerable.Range(1, 7).Select(i => Video(encoder, i * 2, seed: i))];
        var together = encoder.Encode(inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            var alone = encoder.Encode([inputs[i]])[0];
            EncoderTests.Near(together[i].Pooled, alone.Pooled);
            EncoderTests.Near(together[i].Seconds, alone.Seconds);
        }
    }

    [Fact]
    public void A_second_does_not_depend_on_what_comes_after_it()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var video = Video(encoder, 10, seed: 4);
        var whole = encoder.Encode([video])[0];
        var first = encoder.Encode([video with { Seconds = 6 }])[0];
        EncoderTests.Near(whole.Seconds.AsSpan(0, 6 * encoder.Width), first.Seconds);
    }

    [Fact]
    public void Nothing_seen_or_heard_is_like_nothing_and_changes_nothing_later()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var empty = new FusionInput { Visual = new float[8 * VisualWidth], Audio = new float[8 * AudioWidth], VideoPresent = new bool[8], AudioPresent = new bool[8], Seconds = 8, State = encoder.NewState() };

        var output = encoder.Encode([empty])[0];

        Assert.All(output.Seconds.Concat(output.Pooled).Concat(output.Next.Values), value => Assert.Equal(0f, value));
        var video = Video(encoder, 5, seed: 2);
        EncoderTests.Near(encoder.Encode([video])[0].Pooled, encoder.Encode([video with { State = output.Next }])[0].Pooled);
    }

    [Fact]
    public void What_is_absent_is_not_read()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var video = Video(encoder, 4, seed: 3) with { AudioPresent = new bool[4] };
        var other = video with { Audio = [.. Enumerable.Repeat(float.NaN, 4 * AudioWidth)] };
        EncoderTests.Near(encoder.Encode([video])[0].Pooled, encoder.Encode([other])[0].Pooled);
    }

    [Fact]
    public void Hours_stay_finite_and_of_length_one()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var state = encoder.NewState();
        var output = default(FusionOutput);
        for (var hour = 0; hour < 6; hour++)
        {
            output = encoder.Encode([Video(encoder, FusionEncoder.MostSeconds, hour) with { State = state }])[0];
            state = output.Next;
        }

        Assert.True(TensorPrimitives.IsFiniteAll<float>(state.Values));
        Assert.Equal(1f, TensorPrimitives.Norm<float>(output!.Pooled), 1e-5f);
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
    {
        using var encoder = new FusionEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var video = Video(encoder, 4, seed: 3);
        Assert.Throws<ArgumentException>(() => encoder.Encode([video with { Seconds = 5 }]));
        Assert.Throws<ArgumentException>(() => encoder.Encode([video with { Seconds = 0 }]));
        Assert.Throws<ArgumentException>(() => encoder.Encode([video with { State = new FusionState(new float[3]) }]));
    }

    private static void SameInParts(FusionEncoder encoder, FusionInput video, int[] parts)
    {
        var whole = encoder.Encode([video])[0];
        var state = encoder.NewState();
        var done = 0;
        foreach (var seconds in parts)
        {
            var output = encoder.Encode([Part(video, done, seconds) with { State = state }])[0];
            EncoderTests.Near(whole.Seconds.AsSpan(done * encoder.Width, seconds * encoder.Width), output.Seconds);
            state = output.Next;
            done += seconds;
            if (done == video.Seconds) EncoderTests.Near(whole.Pooled, output.Pooled);
        }
    }

    private static FusionInput Part(FusionInput video, int from, int seconds) => video with
    {
        Visual = video.Visual[(from * VisualWidth)..((from + seconds) * VisualWidth)],
        Audio = video.Audio[(from * AudioWidth)..((from + seconds) * AudioWidth)],
        VideoPresent = video.VideoPresent[from..(from + seconds)],
        AudioPresent = video.AudioPresent[from..(from + seconds)],
        Seconds = seconds,
    };

    private static FusionInput Video(FusionEncoder encoder, int seconds, int seed)
    {
        var random = new Random(seed);
        return new FusionInput
        {
            Visual = Rows(VisualWidth),
            Audio = Rows(AudioWidth),
            VideoPresent = [.. Enumerable.Range(0, seconds).Select(_ => random.Next(8) > 0)],
            AudioPresent = [.. Enumerable.Range(0, seconds).Select(i => i == 0 || random.Next(4) > 0)],
            Seconds = seconds,
            State = encoder.NewState(),
        };

        float[] Rows(int width)
        {
            var rows = new float[seconds * width];
            for (var i = 0; i < rows.Length; i++) rows[i] = random.NextSingle() - 0.5f;
            for (var s = 0; s < seconds; s++)
            {
                var row = rows.AsSpan(s * width, width);
                TensorPrimitives.Divide(row, TensorPrimitives.Norm<float>(row), row);
            }

            return rows;
        }
    }
}

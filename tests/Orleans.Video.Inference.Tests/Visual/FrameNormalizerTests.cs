using CsCheck;
using Orleans.Video.Inference.Visual;
using Xunit;

namespace Orleans.Video.Inference.Tests.Visual;

public sealed class FrameNormalizerTests
{
    [Fact]
    public void Planes_are_red_green_blue_less_the_mean_over_the_deviation()
    {
        var planes = new float[12];
        new FrameNormalizer(2, "RGB", 1f / 255f, [0.5f, 0f, 1f], [0.5f, 0.25f, 1f]).Normalize([0, 51, 255, 255, 102, 0, 255, 0, 51, 0, 255, 102], planes);
        float[] expected = [-1, 1, 0.8f, 1.6f, 0, -1, 1, -1, 0, 4, -0.8f, -0.6f];
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], planes[i], 1e-6f);
    }

    [Fact]
    public void Blue_comes_first_where_the_model_wants_it_and_the_mean_is_in_that_order()
    {
        var planes = new float[3];
        new FrameNormalizer(1, "BGR", 1, [1, 2, 3], [1, 1, 2]).Normalize([10, 20, 33], planes);
        Assert.Equal([32f, 18f, 3.5f], planes);
    }

    [Fact]
    public void Every_pixel_of_frames_of_any_size_lands_in_its_plane() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 3], Gen.Bool, Gen.Int).Sample((pixels, frames, reversed, seed) =>
        {
            var bytes = new byte[frames * pixels * 3];
            new Random(seed).NextBytes(bytes);
            float[] mean = [0.4f, 0.5f, 0.6f], std = [0.2f, 0.3f, 0.4f];
            var planes = new float[bytes.Length];
            new FrameNormalizer(pixels, reversed ? "BGR" : "RGB", 1f / 255f, mean, std).Normalize(bytes, planes);
            for (var i = 0; i < bytes.Length; i++)
            {
                var (frame, pixel, colour) = (i / (pixels * 3), i / 3 % pixels, i % 3);
                var plane = reversed ? 2 - colour : colour;
                var expected = (bytes[i] / 255f - mean[plane]) / std[plane];
                if (Math.Abs(planes[(frame * 3 + plane) * pixels + pixel] - expected) > 1e-5f) return false;
            }

            return true;
        });

    [Fact]
    public void A_span_that_is_no_whole_frame_is_refused() =>
        Assert.Throws<ArgumentException>(() => new FrameNormalizer(4, "RGB", 1, [0, 0, 0], [1, 1, 1]).Normalize(new byte[11], new float[11]));
}

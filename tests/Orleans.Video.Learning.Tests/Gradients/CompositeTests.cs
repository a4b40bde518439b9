using CsCheck;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Tests.Gradients;

/// <summary>What is put together from operators with rules.</summary>
public sealed class CompositeTests
{
    [Fact]
    public void Vectors_of_length_one() => Agrees(static d =>
    {
        var shape = d.Shape(1, 3, 5);
        var axis = d.Int(0, shape.Rank - 1);
        return new((_, x) => x[0].UnitLength(axis), shape);
    });

    [Fact]
    public void Dropout_with_its_noise_held() => Agrees(static d =>
    {
        var shape = d.Shape();
        return new((_, x) => x[0].Dropout(0.4) * x[0], shape);
    });

    [Fact]
    public void Global_pooling() => Agrees(static d =>
    {
        Shape shape = [d.Int(1, 3), d.Int(1, 3), .. d.Shape(1, 3)];
        return new((_, x) => x[0].GlobalAveragePool() * x[0].GlobalMaxPool(), (shape, Numbers.Distinct));
    });

    [Fact]
    public void A_causal_convolution() => Agrees(static d =>
    {
        var (channels, kernel, dilation) = (d.Int(1, 3), d.Int(1, 3), d.Int(1, 3));
        return new((_, x) => x[0].CausalConv(x[1], dilation), [d.Int(1, 2), channels, d.Int(1, 6)], [d.Int(1, 3), channels, kernel]);
    });

    [Fact]
    public void A_tensor_that_is_used_in_several_places() => Agrees(static d =>
    {
        var shape = d.Shape();
        return new((_, x) => x[0] * x[0] + (x[0] * x[0]).Exp() / (x[0].Abs() + 1), shape);
    });

    [Fact]
    public void A_stopped_gradient_counts_as_a_constant()
    {
        // d/dx of stop(x)·x is stop(x): the differences of x², 2x, are what it must not be.
        var check = new GradientCase((_, x) => x[0].StopGradient() * x[0], [3]);
        Assert.Equal(0.5, GradientCheck.WorstError(check, 1), 6);
    }

    private static void Agrees(Func<Draw, GradientCase> make) => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var error = GradientCheck.WorstError(make(new Draw(seed)), seed);
            Assert.True(error <= GradientCheck.Tolerance, $"{make(new Draw(seed))}: relative error {error:E2}");
        },
        iter: 25,
        threads: 1);
}

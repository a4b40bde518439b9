using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;

namespace Orleans.Video.Learning.Tests.Models.Speech;

public sealed class Wav2Vec2ModelTests
{
    private static readonly Wav2Vec2ModelOptions s_small = new() { Kernels = [4, 3], Strides = [3, 2], Channels = 3, Width = 4, Inner = 6, Blocks = 2, Heads = 2, PositionKernel = 4, PositionGroups = 2, Dropout = 0.2 };

    [Fact]
    public void Rebuilt_from_the_weights_of_another_implementation_it_gives_that_ones_logits()
    {
        var (ours, theirs) = (GoldenWav2Vec2.Run(GoldenWav2Vec2.Input), GoldenWav2Vec2.Logits);
        Assert.Equal(theirs.Length, ours.Length);
        foreach (var (a, b) in ours.Zip(theirs)) Assert.Equal(b, a, 1e-4f);
    }

    // Group normalisation, attention and the positional convolution all could hear what lies behind the end.
    [Fact]
    public void What_lies_behind_the_end_of_an_utterance_changes_nothing_of_it()
    {
        const int Samples = 9_000, Padded = 16_000;
        var (first, second) = (GoldenWav2Vec2.Input[..Samples], GoldenWav2Vec2.Input[GoldenWav2Vec2.Samples..][..Padded]);
        var alone = GoldenWav2Vec2.Run(first, size: 1);
        var together = GoldenWav2Vec2.Run([.. first, .. Enumerable.Repeat(0f, Padded - Samples), .. second], [Samples, Padded]);
        Assert.Equal(GoldenWav2Vec2.Options.Chain.FramesOf(Samples) * GoldenWav2Vec2.Tokens, alone.Length);
        foreach (var (a, b) in alone.Zip(together)) Assert.Equal(a, b, 1e-4f);
        foreach (var (a, b) in GoldenWav2Vec2.Run(second, size: 1).Zip(together[(together.Length / 2)..])) Assert.Equal(a, b, 1e-4f);
    }

    [Fact]
    public void Every_parameter_has_the_gradient_of_central_differences() => ModelGradients.AssertAgree(
        graph =>
        {
            var lengths = graph.Input("lengths", [2, 1]);
            var features = Wav2Vec2Model.Encode(graph.Input("samples", [2, 40]), lengths, s_small);
            var context = Wav2Vec2Model.Contextualize(Wav2Vec2Model.Normalize(features), Wav2Vec2Model.Frames(lengths, 40, s_small), graph.Input("masked", [2, features.Shape[1]]), s_small, ModelMode.Training);
            var logits = Wav2Vec2Model.Logits(context, 3);
            var random = new Random(9);
            return (logits * logits * graph.Constant([.. Enumerable.Range(0, logits.Shape.Elements).Select(_ => 0.5 + random.NextDouble())], logits.Shape)).Sum().Reshape([]);
        },
        Numbers,
        seed: 6);

    [Theory]
    [InlineData(nameof(Wav2Vec2ModelOptions.Heads))]
    [InlineData(nameof(Wav2Vec2ModelOptions.Strides))]
    public void An_option_that_cannot_be_used_is_named(string option)
    {
        var wrong = option == nameof(Wav2Vec2ModelOptions.Heads) ? s_small with { Heads = 3 } : s_small with { Strides = [3] };
        Assert.Contains(option, Assert.Throws<ArgumentException>(() => Wav2Vec2Model.Encode(new Graph("wrong").Input("samples", [1, 40]), null, wrong)).Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(string name, int count)
    {
        var random = new Random(count + name.Length);
        return name switch
        {
            "lengths" => [40, 25],
            "masked" => [.. Enumerable.Range(0, count).Select(static i => i % 3 == 1 ? 1.0 : 0)],
            _ => [.. Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1)],
        };
    }
}

using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Objectives;

namespace Orleans.Video.Learning.Tests.Models;

/// <summary>Whole models, as they train: every parameter's gradient is that of central differences.</summary>
public sealed class ModelGradientTests
{
    private static readonly VisualModelOptions s_visual = new() { Frames = 2, Size = 16, Widths = [3, 4, 5], Depths = [1, 2, 1], JointWidth = 6, Dropout = 0.2 };
    private static readonly TextModelOptions s_text = new() { Vocabulary = 11, Length = 5, Width = 8, Heads = 2, Blocks = 2, JointWidth = 6, Dropout = 0.2 };

    [Theory]
    [InlineData(ModelMode.Training)]
    [InlineData(ModelMode.Serving)]
    public void The_visual_encoder(ModelMode mode) => ModelGradients.AssertAgree(
        graph => Weighted(VisualModel.Encode(graph.Input("frames", [3, 2, 3, 16, 16]), s_visual, mode)), Numbers, seed: 3);

    [Theory]
    [InlineData(ModelMode.Training)]
    [InlineData(ModelMode.Serving)]
    public void The_text_encoder(ModelMode mode) => ModelGradients.AssertAgree(
        graph =>
        {
            var text = TextModel.Encode(graph.IntegerInput("pieces", [3, 5], 0, 10), graph.IntegerInput("mask", [3, 5], 0, 1).ToNumbers(), s_text, mode);
            return Weighted(text.Pooled) + Weighted(text.Words);
        },
        Numbers,
        seed: 4);

    [Fact]
    public void Pictures_and_words_against_each_other() => ModelGradients.AssertAgree(
        graph =>
        {
            var visual = VisualModel.Encode(graph.Input("frames", [3, 2, 3, 16, 16]), s_visual, ModelMode.Training);
            var text = TextModel.Encode(graph.IntegerInput("pieces", [4, 5], 0, 10), graph.IntegerInput("mask", [4, 5], 0, 1).ToNumbers(), s_text, ModelMode.Training);
            return Contrast.Loss(visual, text.Pooled, graph.Input("forRows", [3, 4]), graph.Input("forColumns", [3, 4]), "contrast");
        },
        (name, count) => name.StartsWith("for", StringComparison.Ordinal) ? Enumerable.Repeat(1.0 / count, count).ToArray() : Numbers(name, count),
        seed: 5);

    private static Tensor Weighted(Tensor x)
    {
        var random = new Random(9);
        return (x * x.Graph.Constant([.. Enumerable.Range(0, x.Shape.Elements).Select(_ => 0.5 + random.NextDouble())], x.Shape)).Sum().Reshape([]);
    }

    private static Array Numbers(string name, int count)
    {
        var random = new Random(count + name.Length);
        return name switch
        {
            "pieces" => Enumerable.Range(0, count).Select(_ => (long)random.Next(11)).ToArray(),
            // The last places of every other text are empty.
            "mask" => Enumerable.Range(0, count).Select(i => i / 5 % 2 == 1 && i % 5 > 2 ? 0L : 1L).ToArray(),
            _ => Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1).ToArray(),
        };
    }
}

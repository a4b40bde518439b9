using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Models.Speech;

public sealed class ProductQuantizerTests
{
    private const int Rows = 6, Channels = 5;

    private static readonly ProductQuantizerOptions s_options = new() { Groups = 2, Entries = 4, EntryWidth = 3 };

    [Fact]
    public void A_row_becomes_one_entry_of_each_codebook()
    {
        var (results, store) = Run();
        using var _ = store;
        var codebooks = store.Read("quantizer/codebooks");
        for (var row = 0; row < Rows; row++)
        {
            for (var group = 0; group < 2; group++)
            {
                var codes = results["codes"][(row * 8 + group * 4)..][..4];
                Assert.Equal([0, 0, 0, 1], codes.Order());
                var entry = Array.IndexOf(codes, 1);
                for (var i = 0; i < 3; i++) Assert.Equal(codebooks[(group * 4 + entry) * 3 + i], results["vectors"][row * 6 + group * 3 + i], 1e-6);
            }
        }
    }

    // The choice itself has no gradient; what comes through is that of the shares it was made by.
    [Fact]
    public void Its_gradient_goes_straight_through_the_choice()
    {
        var (results, store) = Run();
        using var _ = store;
        Assert.All(results["scores"], static g => Assert.True(double.IsFinite(g)));
        Assert.Contains(results["scores"], static g => Math.Abs(g) > 1e-4);
        // Shares sum to one: moving all scores of a codebook alike changes nothing.
        foreach (var group in results["bias"].Chunk(4)) Assert.Equal(0, group.Sum(), 1e-5);
    }

    [Theory]
    [InlineData(0f, 0)]
    [InlineData(1000f, 0.75)]
    public void Diversity_is_lost_where_one_entry_serves_all(float scale, double expected)
    {
        var (results, store) = Run(store => store.Write("quantizer/scores/bias", [scale, 0, 0, 0, 0, scale, 0, 0]), weights: 0);
        using var _ = store;
        Assert.Equal(expected, results.Number("diversity"), 1e-4);
        Assert.Equal(4 * (1 - expected), results.Number("perplexity"), 1e-3);
    }

    private static (RunResults Results, VariableStore Store) Run(Action<VariableStore>? set = null, float weights = 1)
    {
        var graph = new Graph("quantizer");
        var quantized = ProductQuantizer.Quantize(graph.Input("features", [Rows, Channels]), graph.Input("counts", [Rows]), graph.Input("temperature", []), s_options);
        var parameters = graph.Parameters.ToDictionary(static p => ((Variable)p.Node.Operator).Key);
        var weighted = quantized.Vectors * graph.Constant([.. Enumerable.Range(0, Rows * 6).Select(static i => Math.Cos(i))], [Rows, 6]);
        var gradients = Gradient.Of(weighted.Sum().Reshape([]), [parameters["quantizer/scores/weight"], parameters["quantizer/scores/bias"]]);
        var store = new VariableStore(InferenceDevice.Cpu, 3);
        store.Add(graph);
        store.Write("quantizer/scores/weight", Array.ConvertAll(store.Read("quantizer/scores/weight"), w => w * weights));
        set?.Invoke(store);
        using var program = new GraphProgram(
            graph,
            new Dictionary<string, Tensor>
            {
                ["vectors"] = quantized.Vectors,
                ["codes"] = quantized.Codes,
                ["diversity"] = quantized.Diversity,
                ["perplexity"] = quantized.Perplexity,
                ["scores"] = gradients[0],
                ["bias"] = gradients[1],
            },
            InferenceDevice.Cpu);
        var batch = new Batch().With("features", [.. Enumerable.Range(0, Rows * Channels).Select(static i => (float)Math.Sin(i))]).With("counts", [1f, 1, 1, 1, 1, 0]).With("temperature", [1f]);
        foreach (var noise in program.Inputs.Where(static i => i.IsNoise)) batch.With(noise.Key, [.. Enumerable.Range(0, noise.Type.Shape.Elements).Select(static i => (float)(i * 0.37 % 1))]);
        return (program.Run(batch, store), store);
    }
}

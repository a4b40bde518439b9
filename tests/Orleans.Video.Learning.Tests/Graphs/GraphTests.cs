using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Graphs;

public sealed class GraphTests
{
    [Fact]
    public void Shapes_that_do_not_fit_name_the_layer_the_operation_and_both_shapes()
    {
        var graph = new Graph("wrong");
        var x = graph.Input("x", [2, 3, 8, 8]);
        using var model = graph.Layer("visual");
        using (graph.Layer("stem"))
        {
            var weights = graph.Parameter("weight", [16, 4, 3, 3], Initializer.He(36));
            var error = Assert.Throws<GraphException>(() => x.Conv(weights));
            Assert.Equal("layer 'visual/stem': Conv: Float32 [2, 3, 8, 8] has 3 channels, the weights Float32 [16, 4, 3, 3] take 4 in each of 1 group(s)", error.Message);
        }

        Refused("visual", () => x.Reshape([2, 5]));
        Refused("visual", () => x + graph.Input("y", [5]));
        Refused("visual", () => x.MatMul(graph.Input("z", [9, 1])));
        Refused("visual", () => x.Gemm(x));
        Refused("visual", () => x.Slice(1, 2, 2));
        Refused("visual", () => new[] { x, graph.Input("w", [2, 3, 8]) }.Concat(1));
        Refused("visual", () => x.Transpose(0, 1, 2));
        Refused("visual", () => x.Gather(x));
        Refused("visual", () => x.AveragePool(3, padding: 3));
        Refused("visual", () => x.MaxPool(9));
        Refused("visual", () => x.MaxPool(3, padding: 2, dilation: 30));
        Refused("visual", () => x.LayerNormalization(x, x));
        Refused("visual", () => x.Where(x, x));
        Refused("visual", () => graph.Input("one", [1, 4]).BatchNormalization(graph.Input("scale", [4]), graph.Input("bias", [4])));
    }

    [Fact]
    public void Names_twice_tensors_of_another_graph_and_wrong_updates_are_refused()
    {
        var (graph, other) = (new Graph("one"), new Graph("two"));
        var x = graph.Input("x", [2]);
        Assert.Throws<GraphException>(() => graph.Input("x", [2]));
        Assert.Contains("'two'", Assert.Throws<GraphException>(() => x + other.Input("x", [2])).Message, StringComparison.Ordinal);
        Assert.Throws<GraphException>(() => graph.Update(x, x));
        var state = graph.State("s", [2], Initializer.Zeros);
        Assert.Throws<GraphException>(() => graph.Update(state, graph.Input("long", [3])));
        graph.Update(state, x);
        Assert.Throws<GraphException>(() => graph.Update(state, x));
        Assert.Throws<GraphException>(() => Shape.Of(2, 0));
        Assert.Throws<GraphException>(() => Shape.Of(1 << 20, 1 << 20));
    }

    [Fact]
    public void A_loss_of_several_numbers_and_a_way_without_a_rule_are_refused()
    {
        var graph = new Graph("wrong");
        var x = graph.Parameter("x", [2, 2], Initializer.Ones);
        Assert.Throws<GraphException>(() => Gradient.Of(x, [x]));
        var normalised = graph.Append(new BatchNormalization(1e-5f), x, graph.Full([2], 1), graph.Full([2], 0));
        Assert.Contains("further outputs", Assert.Throws<GraphException>(() => Gradient.Of(normalised.Outputs[1].Sum().Reshape([]), [x])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_loss_does_not_depend_on_has_a_gradient_of_zeros()
    {
        var graph = new Graph("apart");
        var (a, b) = (graph.Parameter("a", [2], Initializer.Ones), graph.Parameter("b", [3], Initializer.Ones));
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["b"] = Gradient.Of((a * a).Sum().Reshape([]), [a, b])[1] }, InferenceDevice.Cpu);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        Assert.Equal([0, 0, 0], program.Run(new Batch(), store)["b"]);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.5, 0.52049987781304653768)]
    [InlineData(1.0, 0.84270079294971486934)]
    [InlineData(-2.0, -0.99532226501895273416)]
    [InlineData(4.0, 0.99999998458274209972)]
    public void The_error_function_in_double_is_exact(double x, double expected)
    {
        var graph = new Graph("erf", TensorElement.Double);
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["y"] = graph.Input("x", [1]).Erf() }, InferenceDevice.Cpu);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        Assert.Equal(expected, program.Run(new Batch().With("x", [x]), store).Number("y"), 14);
    }

    [Fact]
    public void Variables_begin_the_same_whatever_else_is_in_the_graph()
    {
        using var store = new VariableStore(InferenceDevice.Cpu, 7);
        var (small, large) = (new Graph("small"), new Graph("large"));
        small.Parameter("w", [50], Initializer.Normal(1));
        large.Parameter("v", [5], Initializer.Normal(1));
        large.Parameter("w", [50], Initializer.Normal(1));
        using var first = new VariableStore(InferenceDevice.Cpu, 7);
        first.Add(small);
        store.Add(large);
        Assert.Equal(first.Read("w"), store.Read("w"));
        Assert.NotEqual(store.Read("v"), store.Read("w")[..5]);
        Assert.InRange(store.Read("w").Average(), -0.6, 0.6);
        Assert.Throws<TrainingException>(() => store.Write("w", new float[3]));
        Assert.Throws<TrainingException>(() => store.Read("u"));
    }

    // Rows and places are both free: each may be split and joined where it is, but not with the other.
    [Fact]
    public void A_file_may_have_several_free_axes_of_which_all_but_one_stay_where_they_are()
    {
        const int Places = 11;
        var graph = new Graph("free");
        var x = graph.Input("x", [GraphEmitter.FreeSize, Places, 6]);
        var turned = x.Reshape([GraphEmitter.FreeSize, Places, 2, 3]).Transpose(0, 2, 1, 3).Reshape([GraphEmitter.FreeSize, 2, 3 * Places]);
        var lengths = new Dictionary<int, string> { [Places] = "places", [3 * Places] = "all" };
        using var session = new OnnxSession("test", "free.onnx", GraphEmitter.Emit(graph, [("y", turned)], new Dictionary<string, float[]>(), lengths).Bytes, InferenceDevice.Cpu);
        Assert.Equal([-1, -1, 6], session.Inputs.Single().Shape);
        Assert.Equal([-1, 2, -1], session.Outputs.Single().Shape);
        var joined = x.Reshape([GraphEmitter.FreeSize * Places, 6]).Reshape([GraphEmitter.FreeSize, Places, 6]);
        Assert.Contains("more than one free axis", Assert.Throws<GraphException>(() => GraphEmitter.Emit(graph, [("y", joined)], null, lengths)).Message, StringComparison.Ordinal);
    }

    private static void Refused(string layer, Func<Tensor> build) =>
        Assert.Contains($"layer '{layer}'", Assert.Throws<GraphException>(build).Message, StringComparison.Ordinal);
}

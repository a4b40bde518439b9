using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.Onnx;
using Xunit;

namespace Orleans.Video.Inference.Tests.Onnx;

public sealed class GraphWriterTests
{
    [Fact]
    public void What_is_written_runs_and_gives_what_the_nodes_say()
    {
        var graph = new GraphWriter("affine");
        var x = graph.Input("x", TensorElement.Float32, "N", 2);
        var product = graph.Node("Gemm", [x, graph.Weights("w", [1f, 2f, 3f, 4f], 2, 2), graph.Weights("b", [10f, 20f], 2)], NodeAttribute.Of("alpha", 2f), NodeAttribute.Of("transB", 1));
        graph.NodeAs("y", "Where", [graph.Truths("first", [true, false], 1, 2), product, graph.Node("Cast", [graph.Weights("h", [(Half)0.5f], 1)], NodeAttribute.Of("to", 1))]);
        graph.Output("y", TensorElement.Float32, "N", 2);

        using var session = new OnnxSession("test", "affine.onnx", graph.ToBytes(), InferenceDevice.Cpu);
        using var input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 1, 0, 1 }, [2, 2]);
        using var results = session.WarmUp(["x"], [input], ["y"]);

        Assert.Equal([16f, 0.5f, 14f, 0.5f], results[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal("x Float [?, 2]", session.Inputs[0].ToString());
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes()
    {
        static byte[] Write()
        {
            var graph = new GraphWriter("same");
            graph.NodeAs("y", "Reshape", [graph.Input("x", TensorElement.Float32, "N"), graph.Row(-1, 1)]);
            graph.Output("y", TensorElement.Float32, "N", 1);
            return graph.ToBytes();
        }

        Assert.Equal(Write(), Write());
    }

    [Fact]
    public void A_value_that_is_not_there_a_name_twice_and_a_shape_that_does_not_fit_are_refused()
    {
        var graph = new GraphWriter("wrong");
        graph.Input("x", TensorElement.Float32, 1);
        Assert.Throws<ArgumentException>(() => graph.Node("Relu", ["y"]));
        Assert.Throws<ArgumentException>(() => graph.Output("y", TensorElement.Float32, 1));
        Assert.Throws<ArgumentException>(() => graph.NodeAs("x", "Relu", ["x"]));
        Assert.Throws<ArgumentException>(() => graph.Weights("w", [1f, 2f], 3));
        Assert.Throws<InvalidOperationException>(graph.ToBytes);
    }
}

using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Onnx.Format;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class OnnxSessionTests
{
    [Fact]
    public void A_graph_that_never_ends_is_stopped_in_its_first_run()
    {
        using var session = new OnnxSession("test", "endless.onnx", Endless(), InferenceDevice.Cpu, TimeProvider.System, TimeSpan.FromMilliseconds(100));
        using var input = OrtValue.CreateTensorValueFromMemory(new float[] { 1 }, [1]);

        var error = Assert.Throws<ModelSetException>(() => session.WarmUp(["x"], [input], ["y"]));

        Assert.Contains("did not run within", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_an_input_that_the_manifest_does_not_name_is_refused()
    {
        var graph = new GraphWriter("two");
        graph.NodeAs("y", "Add", [graph.Input("a", TensorElement.Float32, 1), graph.Input("b", TensorElement.Float32, 1)]);
        graph.Output("y", TensorElement.Float32, 1);
        using var session = new OnnxSession("test", "two.onnx", graph.ToBytes(), InferenceDevice.Cpu);
        Assert.Contains("b Float [1]", Assert.Throws<ModelSetException>(() => session.RequireNoOtherInput("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_this_machine_lacks_is_refused_with_what_to_do() =>
        Assert.Contains("cpu:0", Assert.Throws<ModelSetException>(() => new OnnxSession("test", "endless.onnx", Endless(), new InferenceDevice("cuda:99", 1))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_limit_on_the_arena_holds_and_is_let_go_with_the_last_session()
    {
        Assert.Contains("does not run", Assert.Throws<ModelSetException>(() => Run(8L << 20)).Message, StringComparison.Ordinal);
        using (var first = Square(64L << 20))
        {
            // It fits three times over only if each run gives back what it took, and two sessions share the one arena.
            using var second = Square(64L << 20);
            for (var i = 0; i < 5; i++)
            {
                RunOn(first);
                RunOn(second);
            }

            Assert.Contains("has a limit of 67108864 bytes already", Assert.Throws<InvalidOperationException>(() => Square(8L << 20)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ModelSetException>(() => Run(8L << 20));
        // A session without a limit has an arena of its own.
        Run(limit: null);

        static void Run(long? limit)
        {
            using var session = Square(limit);
            RunOn(session);
        }

        static void RunOn(OnnxSession session)
        {
            using var input = OrtValue.CreateTensorValueFromMemory(new float[2048], [2048, 1]);
            session.WarmUp(["x"], [input], ["y"]).Dispose();
        }

        // A product of 16 MiB, of which only the greatest number comes out.
        static OnnxSession Square(long? limit)
        {
            var graph = new GraphWriter("square");
            var product = graph.Node("MatMul", [graph.Input("x", TensorElement.Float32, 2048, 1), graph.Weights("w", new float[2048], 1, 2048)]);
            graph.NodeAs("y", "ReduceMax", [product]);
            graph.Output("y", TensorElement.Float32, 1, 1);
            return new OnnxSession("test", "square.onnx", graph.ToBytes(), new InferenceDevice("cpu:0", 1) { ArenaLimit = limit });
        }
    }

    // A loop without a last trip whose condition stays true.
    private static byte[] Endless()
    {
        var graph = new GraphWriter("endless");
        graph.Input("x", TensorElement.Float32, 1);
        graph.Truths("true", [true], []);
        graph.NodeAs("y", "Identity", ["x"]);
        graph.Output("y", TensorElement.Float32, 1);
        var model = ModelProto.Parser.ParseFrom(graph.ToBytes());
        var body = new GraphProto
        {
            Name = "body",
            Node =
            {
                new NodeProto { OpType = "Identity", Input = { "again" }, Output = { "still" } },
                new NodeProto { OpType = "Neg", Input = { "before" }, Output = { "after" } },
            },
            Input = { Value("trip", 7), Value("again", 9), Value("before", 1, 1) },
            Output = { Value("still", 9), Value("after", 1, 1) },
        };
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto
        {
            OpType = "Loop",
            Input = { "", "true", "x" },
            Output = { "y" },
            Attribute = { new AttributeProto { Name = "body", Type = AttributeProto.Types.AttributeType.Graph, G = body } },
        });
        return model.ToByteArray();
    }

    private static ValueInfoProto Value(string name, int type, params long[] shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var size in shape) dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = dimensions } } };
    }
}

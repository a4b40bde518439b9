using CsCheck;
using Google.Protobuf;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Onnx.Format;
using Xunit;

namespace Orleans.Video.Inference.Tests.Onnx;

public sealed class GraphReaderTests
{
    [Fact]
    public void Data_in_another_file_is_refused() => Refused("another file", model =>
    {
        var tensor = model.Graph.Initializer[0];
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
    });

    [Fact]
    public void Data_in_another_file_is_refused_in_a_constant_too() => Refused("another file", model =>
    {
        var constant = new TensorProto { Name = "hidden", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        model.Graph.Node.Add(new NodeProto { OpType = "Constant", Output = { "c" }, Attribute = { new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = constant } } });
    });

    [Fact]
    public void Operators_that_are_not_built_in_are_refused() => Refused("my.domain", model => model.Graph.Node[0].Domain = "my.domain");

    [Fact]
    public void An_operator_set_that_is_not_built_in_is_refused() => Refused("my.domain", model => model.OpsetImport.Add(new OperatorSetIdProto { Domain = "my.domain", Version = 1 }));

    [Fact]
    public void An_operator_that_loads_other_files_is_refused() => Refused("EPContext", model =>
    {
        model.Graph.Node[0].Domain = "com.microsoft";
        model.Graph.Node[0].OpType = "EPContext";
    });

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public void An_operator_set_out_of_range_is_refused(int version) => Refused("operator set", model => model.OpsetImport[0].Version = version);

    [Fact]
    public void Functions_are_refused() => Refused("functions", model => model.Functions.Add(ByteString.CopyFromUtf8("f")));

    [Fact]
    public void Training_steps_are_refused() => Refused("training", model => model.TrainingInfo.Add(ByteString.CopyFromUtf8("t")));

    [Fact]
    public void Subgraphs_in_subgraphs_are_refused_at_some_depth() => Refused("nest", model =>
    {
        var graph = model.Graph;
        for (var depth = 0; depth < 6; depth++)
        {
            var inner = new GraphProto { Node = { new NodeProto { OpType = "Identity" } } };
            graph.Node.Add(new NodeProto { OpType = "If", Attribute = { new AttributeProto { Name = "then_branch", G = inner } } });
            graph = inner;
        }
    });

    [Theory]
    [InlineData(-1L, 4L)]
    [InlineData(1L << 40, 1L)]
    [InlineData(1L << 31, 1L << 31)]
    public void Absurd_shapes_are_refused(long rows, long columns) => Refused("elements", model =>
    {
        model.Graph.Initializer[0].Dims.Clear();
        model.Graph.Initializer[0].Dims.AddRange([rows, columns]);
    });

    [Fact]
    public void Data_that_does_not_fill_its_shape_is_refused() => Refused("holds 16 bytes", model => model.Graph.Initializer[0].Dims[0] = 3);

    [Fact]
    public void A_few_bytes_that_ask_for_terabytes_are_refused() => Refused("elements", model =>
    {
        var shape = new TensorProto { Name = "vast", DataType = 7, Dims = { 2 } };
        shape.Int64Data.AddRange([1L << 20, 1L << 20]);
        model.Graph.Initializer.Add(shape);
        model.Graph.Node.Add(new NodeProto { OpType = "ConstantOfShape", Input = { "vast" }, Output = { "v" } });
    });

    [Fact]
    public void Nothing_and_no_graph_are_refused()
    {
        Assert.Throws<ModelSetException>(() => GraphReader.Read("set", "file", []));
        Assert.Contains("ONNX file", Assert.Throws<ModelSetException>(() => GraphReader.Read("set", "file", "hello, world"u8)).Message, StringComparison.Ordinal);
        Assert.Contains("no graph", Assert.Throws<ModelSetException>(() => GraphReader.Read("set", "file", new ModelProto().ToByteArray().Concat(new byte[] { 8, 8 }).ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_done_to_the_bytes_of_a_graph_it_loads_or_is_refused()
    {
        var original = Model().ToByteArray();
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte, Gen.Int[0, 2]).Array[1, 4].Sample(
            edits =>
            {
                var bytes = original.ToList();
                foreach (var (at, value, kind) in edits)
                {
                    var place = Math.Min(at, bytes.Count - 1);
                    if (kind == 0) bytes[place] = value;
                    else if (kind == 1) bytes.Insert(place, value);
                    else if (bytes.Count > 1) bytes.RemoveAt(place);
                }

                try
                {
                    new OnnxSession("set", "file", [.. bytes], InferenceDevice.Cpu).Dispose();
                }
                catch (ModelSetException error)
                {
                    return error.Message.Contains("'file'", StringComparison.Ordinal);
                }

                return true;
            },
            iter: 300);
    }

    private static void Refused(string reason, Action<ModelProto> change)
    {
        var model = Model();
        GraphReader.Read("set", "model.onnx", model.ToByteArray());
        change(model);
        var error = Assert.Throws<ModelSetException>(() => new OnnxSession("set", "model.onnx", model.ToByteArray(), InferenceDevice.Cpu));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
    }

    private static ModelProto Model()
    {
        var graph = new GraphWriter("plain");
        graph.NodeAs("y", "MatMul", [graph.Input("x", TensorElement.Float32, "N", 2), graph.Weights("w", [1f, 2f, 3f, 4f], 2, 2)]);
        graph.Output("y", TensorElement.Float32, "N", 2);
        return ModelProto.Parser.ParseFrom(graph.ToBytes());
    }
}

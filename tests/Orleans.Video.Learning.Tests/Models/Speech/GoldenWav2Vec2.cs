using System.Runtime.InteropServices;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Models.Speech;

/// <summary>The tiny wav2vec 2.0 with random weights that PyTorch made: its weights under our names, its input and its logits.</summary>
internal static class GoldenWav2Vec2
{
    public const int Utterances = 2, Samples = 24_000, Tokens = 32;

    public static Wav2Vec2ModelOptions Options { get; } = new() { Channels = 32, Width = 48, Inner = 96, Blocks = 2, Heads = 4, PositionKernel = 16, PositionGroups = 4, Dropout = 0 };

    public static float[] Input => Floats("golden/wav2vec2_tiny.input.f32");

    public static float[] Logits => Floats("golden/wav2vec2_tiny.logits.f32");

    public static IReadOnlyDictionary<string, float[]> Weights()
    {
        var theirs = NumPyArchive.Read(TestData.Require("golden/wav2vec2_tiny.weights.npz"));
        const string Convolutions = "feature_extractor.conv_layers.", Projection = "encoder.feature_projection.", Transformer = "encoder.transformer.";
        var ours = new Dictionary<string, float[]>
        {
            ["features/conv0/scale"] = theirs[Convolutions + "0.layer_norm.weight"],
            ["features/conv0/bias"] = theirs[Convolutions + "0.layer_norm.bias"],
            ["positions/direction"] = theirs[Transformer + "pos_conv_embed.conv.weight_v"],
            ["positions/length"] = theirs[Transformer + "pos_conv_embed.conv.weight_g"],
            ["positions/bias"] = theirs[Transformer + "pos_conv_embed.conv.bias"],
        };
        for (var i = 0; i < Options.Kernels.Count; i++) ours[$"features/conv{i}/weight"] = theirs[$"{Convolutions}{i}.conv.weight"];
        Norm("norm", Projection + "layer_norm");
        Linear("projection", Projection + "projection");
        Norm("positions/norm", Transformer + "layer_norm");
        for (var i = 0; i < Options.Blocks; i++)
        {
            var (block, layer) = ($"block{i}/", $"{Transformer}layers.{i}.");
            Linear(block + "attention/query", layer + "attention.q_proj");
            // The keys' bias moves all scores of a place alike and so changes nothing: our model has none.
            Linear(block + "attention/key", layer + "attention.k_proj");
            Linear(block + "attention/value", layer + "attention.v_proj");
            Linear(block + "attention/out", layer + "attention.out_proj");
            Norm(block + "between", layer + "layer_norm");
            Linear(block + "up", layer + "feed_forward.intermediate_dense");
            Linear(block + "down", layer + "feed_forward.output_dense");
            Norm(block + "behind", layer + "final_layer_norm");
        }

        Linear("logits", "aux");
        return ours.ToDictionary(static w => "wav2vec2/" + w.Key, static w => w.Value);

        void Norm(string our, string their) => (ours[our + "/scale"], ours[our + "/bias"]) = (theirs[their + ".weight"], theirs[their + ".bias"]);

        // PyTorch keeps the matrix of a linear layer turned: [out, in].
        void Linear(string our, string their)
        {
            var (weight, bias) = (theirs[their + ".weight"], theirs[their + ".bias"]);
            var (width, inner) = (bias.Length, weight.Length / bias.Length);
            (ours[our + "/weight"], ours[our + "/bias"]) = ([.. Enumerable.Range(0, weight.Length).Select(i => weight[i % width * inner + i / width])], bias);
        }
    }

    /// <summary>Logits by our model with these weights.</summary>
    /// <param name="samples"><c>[N, S]</c>.</param>
    /// <param name="lengths">Samples of each utterance; null where all have S.</param>
    /// <param name="size">N.</param>
    public static float[] Run(float[] samples, float[]? lengths = null, int size = Utterances)
    {
        var graph = new Graph("golden");
        var count = samples.Length / size;
        var input = graph.Input("samples", [size, count]);
        var ends = lengths is null ? null : graph.Input("lengths", [size, 1]);
        var frames = ends is null ? null : Wav2Vec2Model.Frames(ends, count, Options);
        var context = Wav2Vec2Model.Contextualize(Wav2Vec2Model.Normalize(Wav2Vec2Model.Encode(input, ends, Options)), frames, masked: null, Options, Learning.Models.Layers.ModelMode.Serving);
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["logits"] = Wav2Vec2Model.Logits(context, Tokens) }, InferenceDevice.Cpu);
        using var store = TrainedWeights.Store(graph, Weights(), InferenceDevice.Cpu);
        var batch = new Batch().With("samples", samples);
        if (lengths is not null) batch.With("lengths", lengths);
        return Array.ConvertAll(program.Run(batch, store)["logits"], static v => (float)v);
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(TestData.Require(path))).ToArray();
}

using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Tests.Gradients;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Models.Audio;

/// <summary>The audio encoder and what it learns by, as graphs.</summary>
public sealed class AudioNetworkTests
{
    private const int Size = 6, Bands = 8, Columns = 10;

    private static readonly AudioNetworkOptions Small = new() { Width = 2, Depth = 2, Stages = 2, VectorWidth = 5, Dropout = 0.2 };

    [Fact]
    public void Gradients_of_the_whole_model_and_its_loss_are_the_central_differences()
    {
        var graph = new Graph("audio", TensorElement.Double);
        var loss = Loss(graph, Small, temperature: 0.1).Loss;
        var parameters = graph.Parameters;
        var gradients = Gradient.Of(loss, [.. parameters]);
        var results = gradients.Select(static (g, i) => ($"g{i}", g)).Append(("loss", loss)).ToDictionary(static p => p.Item1, static p => p.Item2);
        using var store = new VariableStore(InferenceDevice.Cpu, 3);
        using var program = new GraphProgram(graph, results, InferenceDevice.Cpu);
        using var forward = new GraphProgram(graph, new Dictionary<string, Tensor> { ["loss"] = loss }, InferenceDevice.Cpu);
        var batch = Feed(graph, new Random(5));
        var given = program.Run(batch, store);
        var checkedNumbers = 0;
        for (var i = 0; i < parameters.Count; i++)
        {
            var name = ((Variable)parameters[i].Node.Operator).Key;
            var at = Array.ConvertAll(store.Read(name), static v => (double)v);
            double Loss(int place, double value)
            {
                var moved = at[..];
                moved[place] = value;
                store.WriteExact(name, moved);
                return forward.Run(batch, store).Number("loss");
            }

            const double Step = 1e-5;
            // A layer's every number where it is small, else some of them.
            int[] places = [.. Enumerable.Range(0, at.Length).Where(place => at.Length <= 40 || place % (at.Length / 20) == 0)];
            var differences = Array.ConvertAll(places, place => (Loss(place, at[place] + Step) - Loss(place, at[place] - Step)) / (2 * Step));
            store.WriteExact(name, at);
            var error = GradientCheck.Error([.. places.Select(place => given[$"g{i}"][place])], differences);
            Assert.True(error <= GradientCheck.Tolerance, $"{name}: relative error {error:E2}");
            checkedNumbers += places.Length;
        }

        Assert.InRange(checkedNumbers, 300, 2_000);
        // And none of them is idle: a layer that nothing reaches would agree with differences of 0.
        Assert.All(Enumerable.Range(0, parameters.Count), i => Assert.Contains(given[$"g{i}"], static g => Math.Abs(g) > 1e-9));
    }

    [Fact]
    public void Vectors_have_length_one_and_width_and_depth_scale()
    {
        foreach (var (width, depth, stages, vector) in new[] { (1, 1, 1, 3), (2, 3, 2, 8), (4, 1, 4, 16) })
        {
            var graph = new Graph("audio");
            var network = new AudioNetwork(new AudioNetworkOptions { Width = width, Depth = depth, Stages = stages, VectorWidth = vector });
            var vectors = network.Encode(graph.Input("spectrogram", [3, 1, 64, 98]), ModelMode.Serving);
            Assert.Equal([3, vector], vectors.Shape);
            Assert.Equal(stages * depth, graph.Parameters.Count(static p => ((Variable)p.Node.Operator).Key.EndsWith("/first/weight", StringComparison.Ordinal)));
            using var store = new VariableStore(InferenceDevice.Cpu, 1);
            using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["vectors"] = vectors }, InferenceDevice.Cpu);
            var random = new Random(2);
            var given = program.Run(new Batch().With("spectrogram", [.. Enumerable.Range(0, 3 * 64 * 98).Select(_ => random.NextSingle())]), store)["vectors"];
            Assert.All(given.Chunk(vector), static row => Assert.Equal(1, row.Sum(static v => v * v), 1e-5));
        }
    }

    [Fact]
    public void Training_and_serving_share_their_variables()
    {
        var (trains, serves) = (new Graph("trains"), new Graph("serves"));
        new AudioNetwork(Small).Encode(trains.Input("x", [4, 1, 16, 16]), ModelMode.Training);
        new AudioNetwork(Small).Encode(serves.Input("x", [4, 1, 16, 16]), ModelMode.Serving);
        Assert.Equal(trains.Variables.Select(static v => $"{((Variable)v.Node.Operator).Key} {v}"), serves.Variables.Select(static v => $"{((Variable)v.Node.Operator).Key} {v}"));
    }

    [Fact]
    public void Contrast_is_the_mean_logarithm_of_the_share_of_the_same_name_by_other_voices()
    {
        var graph = new Graph("contrast", TensorElement.Double);
        var (loss, vectors) = Loss(graph, Small with { Dropout = 0 }, temperature: 0.5);
        using var store = new VariableStore(InferenceDevice.Cpu, 3);
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["vectors"] = vectors, ["loss"] = loss }, InferenceDevice.Cpu);
        var given = program.Run(Feed(graph, new Random(8)), store);
        long[] names = [0, 0, 1, 1, 2, 0], voices = [0, 1, 0, 0, 1, 1];
        double Likeness(int a, int b) => Enumerable.Range(0, 5).Sum(k => given["vectors"][a * 5 + k] * given["vectors"][b * 5 + k]) / 0.5;
        var losses = new List<double>();
        for (var i = 0; i < Size; i++)
        {
            int[] others = [.. Enumerable.Range(0, Size).Where(j => names[j] != names[i] || voices[j] != voices[i])];
            int[] positives = [.. others.Where(j => names[j] == names[i])];
            if (positives.Length > 0) losses.Add(-positives.Average(j => Likeness(i, j) - Math.Log(others.Sum(k => Math.Exp(Likeness(i, k))))));
        }

        Assert.Equal(3, losses.Count);
        Assert.Equal(losses.Average(), given.Number("loss"), 1e-9);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Assert.Null(new AudioNetworkOptions().Check());
        Assert.Contains("Width", Assert.Throws<ArgumentException>(static () => new AudioNetwork(new AudioNetworkOptions { Width = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Depth", new AudioNetworkOptions { Depth = 17 }.Check(), StringComparison.Ordinal);
        Assert.Contains("Stages", new AudioNetworkOptions { Stages = 6 }.Check(), StringComparison.Ordinal);
        Assert.Contains("VectorWidth", new AudioNetworkOptions { VectorWidth = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("Dropout", new AudioNetworkOptions { Dropout = 1 }.Check(), StringComparison.Ordinal);
    }

    private static (Tensor Loss, Tensor Vectors) Loss(Graph graph, AudioNetworkOptions options, double temperature)
    {
        var vectors = new AudioNetwork(options).Encode(graph.Input(SpectrogramBatches.Spectrogram, [Size, 1, Bands, Columns]), ModelMode.Training);
        var (names, voices) = (graph.IntegerInput(SpectrogramBatches.Name, [Size], 0, int.MaxValue), graph.IntegerInput(SpectrogramBatches.Voice, [Size], 0, int.MaxValue));
        return (VoiceContrast.Loss(vectors, names, voices, temperature), vectors);
    }

    private static Batch Feed(Graph graph, Random random)
    {
        var batch = new Batch()
            .With(SpectrogramBatches.Name, [0, 0, 1, 1, 2, 0])
            .With(SpectrogramBatches.Voice, [0, 1, 0, 0, 1, 1]);
        foreach (var input in graph.Inputs.Select(static i => (GraphInput)i.Node.Operator).Where(static i => i.Type.Element == TensorElement.Double))
            batch.With(input.Key, [.. Enumerable.Range(0, input.Type.Shape.Elements).Select(_ => input.IsNoise ? random.NextDouble() : 2 * random.NextDouble() - 1)]);
        return batch;
    }
}

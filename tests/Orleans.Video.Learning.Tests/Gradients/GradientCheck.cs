using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Gradients;

/// <summary>
/// Holds gradients to central differences, in double precision. What comes out is weighted with random numbers and summed, so that every output counts. Operators that ONNX Runtime's
/// processor has in float alone (Conv, ConvTranspose, AveragePool, Erf) are composed of double ones in a double graph; the rules are the very ones that train.
/// </summary>
internal static class GradientCheck
{
    /// <summary>The relative error that is allowed.</summary>
    public const double Tolerance = 1e-5;

    private const double Step = 1e-5;

    /// <summary>The largest distance between gradient and differences, as a share of the largest gradient, over all inputs.</summary>
    public static double WorstError(GradientCase check, int seed) => WorstError(check, seed, Differences(check, seed), GradientRules.All);

    /// <summary>The same by other rules, against differences that are known.</summary>
    public static double WorstError(GradientCase check, int seed, IReadOnlyList<double[]> differences, IReadOnlyDictionary<Type, GradientRule> rules)
    {
        var (graph, inputs, loss) = Build(check, TensorElement.Double, seed);
        var gradients = Gradient.Of(loss, inputs, rules);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        using var backward = new GraphProgram(graph, gradients.Select((g, i) => (g, i)).ToDictionary(static p => $"g{p.i}", static p => p.g), InferenceDevice.Cpu);
        var given = backward.Run(Feed(graph, check.Values(seed), seed), store);
        return differences.Select((d, i) => Error(given[$"g{i}"], d)).Max();
    }

    /// <summary>Central differences by every number of every input.</summary>
    public static IReadOnlyList<double[]> Differences(GradientCase check, int seed)
    {
        var values = check.Values(seed);
        var (graph, _, loss) = Build(check, TensorElement.Double, seed);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        using var forward = new GraphProgram(graph, new Dictionary<string, Tensor> { ["loss"] = loss }, InferenceDevice.Cpu);
        var batch = Feed(graph, values, seed);
        double At(double[] numbers, int place, double value)
        {
            var there = numbers[place];
            numbers[place] = value;
            var given = forward.Run(batch, store).Number("loss");
            numbers[place] = there;
            return given;
        }

        return [.. values.Select(numbers => numbers.Select((there, j) => (At(numbers, j, there + Step) - At(numbers, j, there - Step)) / (2 * Step)).ToArray())];
    }

    /// <summary>How far the float graph, whose kernels serve and train, is from the double one: output and gradients, as a share of the largest number.</summary>
    public static double FloatError(GradientCase check, int seed)
    {
        var (wide, narrow) = (Run(check, TensorElement.Double, seed), Run(check, TensorElement.Float32, seed));
        return wide.Zip(narrow).Max(static pair => Error(pair.Second, pair.First));
    }

    /// <summary>‖a − b‖∞ ÷ max(‖a‖∞, ‖b‖∞), below which 10⁻⁴ is taken: what is 0 in truth has no relative error.</summary>
    public static double Error(double[] given, double[] expected)
    {
        Assert.Equal(expected.Length, given.Length);
        var (distance, largest) = (0.0, 1e-4);
        for (var i = 0; i < given.Length; i++)
        {
            if (!double.IsFinite(given[i])) return double.PositiveInfinity;
            distance = Math.Max(distance, Math.Abs(given[i] - expected[i]));
            largest = Math.Max(largest, Math.Max(Math.Abs(given[i]), Math.Abs(expected[i])));
        }

        return distance / largest;
    }

    private static (Graph Graph, Tensor[] Inputs, Tensor Loss) Build(GradientCase check, TensorElement element, int seed)
    {
        var graph = new Graph("check", element);
        Tensor[] inputs = [.. check.Inputs.Select((input, i) => graph.Input($"x{i}", input.Shape))];
        var output = check.Build(graph, inputs);
        var random = new Random(seed + 1);
        double[] weights = [.. Enumerable.Range(0, output.Shape.Elements).Select(_ => 0.5 + random.NextDouble())];
        return (graph, inputs, (output * graph.Constant(weights, output.Shape)).Sum().Reshape([]));
    }

    private static Batch Feed(Graph graph, double[][] values, int seed)
    {
        var batch = new Batch();
        var random = new Random(seed + 2);
        foreach (var input in graph.Inputs.Select(static i => (GraphInput)i.Node.Operator))
        {
            var given = input.IsNoise ? [.. Enumerable.Range(0, input.Type.Shape.Elements).Select(_ => random.NextDouble())] : values[int.Parse(input.Key[1..])];
            if (graph.Element == TensorElement.Double) batch.With(input.Key, given);
            else batch.With(input.Key, Array.ConvertAll(given, static v => (float)v));
        }

        return batch;
    }

    private static List<double[]> Run(GradientCase check, TensorElement element, int seed)
    {
        var (graph, inputs, loss) = Build(check, element, seed);
        var results = Gradient.Of(loss, inputs).Prepend(loss).Select((t, i) => (t, i)).ToDictionary(static p => $"r{p.i}", static p => p.t);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        using var program = new GraphProgram(graph, results, InferenceDevice.Cpu);
        var given = program.Run(Feed(graph, check.Values(seed), seed), store);
        return [.. results.Keys.Select(name => given[name])];
    }
}

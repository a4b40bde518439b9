using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Tests.Gradients;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Models;

/// <summary>Holds the gradients of a whole model, by every one of its parameters, to central differences in double precision.</summary>
internal static class ModelGradients
{
    private const double Step = 1e-5;
    private const int NumbersOfEach = 4;

    /// <summary>Builds a model in a double graph, and compares.</summary>
    /// <param name="build">Adds inputs, the model and its one loss.</param>
    /// <param name="feed">Fills an input that is no noise: its name and how many numbers.</param>
    /// <param name="seed">Where the parameters begin.</param>
    public static void AssertAgree(Func<Graph, Tensor> build, Func<string, int, Array> feed, ulong seed)
    {
        var graph = new Graph("whole model", TensorElement.Double);
        var loss = build(graph);
        Tensor[] parameters = [.. graph.Parameters];
        string[] names = [.. parameters.Select(static p => ((Variable)p.Node.Operator).Key)];
        var batch = Feed(graph, feed, seed);
        using var store = new VariableStore(InferenceDevice.Cpu, seed);
        store.Add(graph);
        // Scales begin as ones and biases as zeros, where much is hidden: all begin at random instead.
        var random = new Random((int)seed);
        var values = names.ToDictionary(static n => n, n => Array.ConvertAll(store.Read(n), v => v + 0.2 * (random.NextDouble() - 0.5)));
        foreach (var (name, numbers) in values) store.WriteExact(name, numbers);
        var gradients = Gradient.Of(loss, parameters);
        using var backward = new GraphProgram(graph, gradients.Select((g, i) => (g, i)).ToDictionary(p => Of(names[p.i]), static p => p.g), InferenceDevice.Cpu);
        using var forward = new GraphProgram(graph, new Dictionary<string, Tensor> { ["loss"] = loss }, InferenceDevice.Cpu);
        var given = backward.Run(batch, store);
        foreach (var (name, numbers) in values)
        {
            int[] places = [.. Enumerable.Range(0, NumbersOfEach).Select(_ => random.Next(numbers.Length)).Distinct()];
            var expected = Array.ConvertAll(places, place => (At(name, numbers, place, Step) - At(name, numbers, place, -Step)) / (2 * Step));
            var largest = given[Of(name)].Max(Math.Abs);
            for (var i = 0; i < places.Length; i++)
            {
                var error = Math.Abs(given[Of(name)][places[i]] - expected[i]) / Math.Max(largest, 1e-4);
                Assert.True(error <= GradientCheck.Tolerance, $"{name}[{places[i]}]: gradient {given[Of(name)][places[i]]:G8}, difference {expected[i]:G8}, relative error {error:E2}");
            }
        }

        // A model that ignores a parameter would pass: all of them must count for something.
        Assert.All(names, name => Assert.True(given[Of(name)].Max(Math.Abs) > 1e-9, $"{name} changes nothing"));

        static string Of(string parameter) => $"gradient of {parameter}";

        double At(string name, double[] numbers, int place, double change)
        {
            var there = numbers[place];
            numbers[place] = there + change;
            store.WriteExact(name, numbers);
            numbers[place] = there;
            var found = forward.Run(batch, store).Number("loss");
            store.WriteExact(name, numbers);
            return found;
        }
    }

    private static Batch Feed(Graph graph, Func<string, int, Array> feed, ulong seed)
    {
        var (batch, random) = (new Batch(), new Random((int)seed + 7));
        foreach (var input in graph.Inputs.Select(static i => (GraphInput)i.Node.Operator))
        {
            var count = input.Type.Shape.Elements;
            var given = input.IsNoise ? Enumerable.Range(0, count).Select(_ => random.NextDouble()).ToArray() : feed(input.Key, count);
            if (given is long[] integers) batch.With(input.Key, integers);
            else batch.With(input.Key, (double[])given);
        }

        return batch;
    }
}

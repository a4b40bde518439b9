using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Tests.Gradients;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Objectives;

/// <summary>The nine losses, against the definition written out number by number, and their gradients.</summary>
public sealed class GdtLossTests
{
    private const int Videos = 4, Width = 5;

    public static TheoryData<int> Hypotheses => [.. Enumerable.Range(1, 9)];

    [Theory]
    [MemberData(nameof(Hypotheses))]
    public void A_loss_is_what_its_definition_says(int number)
    {
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var (video, audio) = (Draw(seed, 4), Draw(seed + 100, 4));
            Assert.Equal(Expected(number, video, audio, 0.07), Run(number, video, audio, 0.07), 9);
        }
    }

    [Theory]
    [MemberData(nameof(Hypotheses))]
    public void The_gradient_goes_through_the_query_alone(int number)
    {
        const double Temperature = 0.5, Step = 1e-6;
        var (video, audio) = (Draw(number, 4), Draw(number + 50, 4));
        var hypothesis = GdtHypothesis.Of(number);
        var (graph, loss, inputs) = Build(hypothesis, Temperature);
        var gradients = Gradient.Of(loss, inputs);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        using var program = new GraphProgram(graph, gradients.Select((g, i) => (g, i)).ToDictionary(static p => $"g{p.i}", static p => p.g), InferenceDevice.Cpu);
        var given = program.Run(Feed(hypothesis, video, audio), store);
        for (var view = 0; view < hypothesis.Views.Count; view++)
        {
            // Queries move, keys stay where they were.
            var at = PlaceOf(hypothesis.Views[view]);
            AssertNear(given[$"g{2 * view}"], place => Difference(video[at], place, moved => Expected(number, With(video, at, moved), audio, Temperature, video, audio)));
            AssertNear(given[$"g{2 * view + 1}"], place => Difference(audio[at], place, moved => Expected(number, video, With(audio, at, moved), Temperature, video, audio)));
        }

        static double Difference(double[] values, int place, Func<double[], double> loss) =>
            (loss([.. values.Select((v, i) => i == place ? v + Step : v)]) - loss([.. values.Select((v, i) => i == place ? v - Step : v)])) / (2 * Step);

        static double[][] With(double[][] all, int at, double[] moved) => [.. all.Select((v, i) => i == at ? moved : v)];

        static void AssertNear(double[] gradient, Func<int, double> difference) =>
            Assert.True(GradientCheck.Error(gradient, [.. Enumerable.Range(0, gradient.Length).Select(difference)]) < GradientCheck.Tolerance);
    }

    [Fact]
    public void Each_hypothesis_takes_the_views_that_it_speaks_of() =>
        Assert.Equal([1, 2, 2, 2, 2, 4, 4, 4, 4], GdtHypothesis.All.Select(static h => h.Views.Count));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_hypothesis_that_there_is_not_is_refused(int number) =>
        Assert.Contains("none of 1 to 9", Assert.Throws<ArgumentException>(() => GdtHypothesis.Of(number)).Message, StringComparison.Ordinal);

    // Clips in a fixed order: untransformed, reversed, shifted, shifted and reversed.
    private static int PlaceOf(GdtView view) => (view.IsReversed ? 1 : 0) + (view.IsShifted ? 2 : 0);

    // The definition, with queries and keys apart so that keys can stay while queries move.
    private static double Expected(int number, double[][] video, double[][] audio, double temperature, double[][]? videoKeys = null, double[][]? audioKeys = null)
    {
        var (kv, ka) = (videoKeys ?? video, audioKeys ?? audio);
        return number switch
        {
            1 => Both('b', 0, 0),
            2 => Symmetric('v', 0, 1),
            3 => 0.5 * (Symmetric('i', 0, 1) + Symmetric('b', 0, 1)),
            4 => Symmetric('v', 0, 2),
            5 => 0.5 * (Symmetric('i', 0, 2) + Symmetric('b', 0, 2)),
            6 => (Reversals('v') + Shifts('v')) / 4,
            7 => (Reversals('i') + Shifts('v') + Symmetric('b', 0, 1)) / 5,
            8 => (Reversals('v') + Shifts('i') + Symmetric('b', 0, 2)) / 5,
            _ => (Reversals('i') + Shifts('i') + Symmetric('b', 0, 1) + Symmetric('b', 0, 2)) / 6,
        };

        double Reversals(char kind) => Symmetric(kind, 0, 1) + Symmetric(kind, 2, 3);
        double Shifts(char kind) => Symmetric(kind, 0, 2) + Symmetric(kind, 1, 3);
        double Symmetric(char kind, int clip, int transformed) => 0.5 * (Both(kind, clip, transformed) + Both(kind, transformed, clip));
        double Both(char kind, int clip, int transformed) => 0.5 * (One(kind, video[clip], ka[clip], ka[transformed]) + One(kind, audio[clip], kv[clip], kv[transformed]));

        double One(char kind, double[] queries, double[] keys, double[] transformed)
        {
            var sum = 0.0;
            for (var i = 0; i < Videos; i++)
            {
                var positive = Likeness(queries, i, kind == 'i' ? transformed : keys, i);
                var all = 0.0;
                for (var j = 0; j < Videos; j++)
                {
                    all += Math.Exp(Likeness(queries, i, kind == 'i' ? transformed : keys, j));
                    if (kind == 'v') all += Math.Exp(Likeness(queries, i, transformed, j));
                }

                sum += Math.Log(all) - positive;
            }

            return sum / Videos;
        }

        double Likeness(double[] a, int i, double[] b, int j)
        {
            var dot = 0.0;
            for (var k = 0; k < Width; k++) dot += a[i * Width + k] * b[j * Width + k];
            return dot / temperature;
        }
    }

    private static double Run(int number, double[][] video, double[][] audio, double temperature)
    {
        var hypothesis = GdtHypothesis.Of(number);
        var (graph, loss, _) = Build(hypothesis, temperature);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["loss"] = loss }, InferenceDevice.Cpu);
        return program.Run(Feed(hypothesis, video, audio), store).Number("loss");
    }

    private static (Graph Graph, Tensor Loss, Tensor[] Inputs) Build(GdtHypothesis hypothesis, double temperature)
    {
        var graph = new Graph("gdt", TensorElement.Double);
        Tensor[] inputs = [.. hypothesis.Views.SelectMany((_, i) => new[] { graph.Input($"v{i}", [Videos, Width]), graph.Input($"a{i}", [Videos, Width]) })];
        var loss = GdtLoss.Of(hypothesis, [.. inputs.Where(static (_, i) => i % 2 == 0)], [.. inputs.Where(static (_, i) => i % 2 == 1)], temperature);
        return (graph, loss, inputs);
    }

    private static Batch Feed(GdtHypothesis hypothesis, double[][] video, double[][] audio)
    {
        var batch = new Batch();
        foreach (var (view, i) in hypothesis.Views.Select(static (view, i) => (view, i))) batch.With($"v{i}", video[PlaceOf(view)]).With($"a{i}", audio[PlaceOf(view)]);
        return batch;
    }

    // Rows of length one.
    private static double[][] Draw(int seed, int clips)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, clips).Select(_ => Enumerable.Range(0, Videos).SelectMany(_ =>
        {
            double[] row = [.. Enumerable.Range(0, Width).Select(_ => 2 * random.NextDouble() - 1)];
            var length = Math.Sqrt(row.Sum(static v => v * v));
            return row.Select(v => v / length);
        }).ToArray())];
    }
}

using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Tests.Gradients;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Objectives;

public sealed class MaskedContrastTests
{
    private const int Count = 2, Places = 4, Width = 3;
    private const double Temperature = 0.5;

    // The second place of each utterance chose the same entries as the first; the last one only fills up.
    private static readonly double[] s_codes = [.. Enumerable.Range(0, Count * Places).SelectMany(static i => (i % Places) switch { 0 or 1 => (double[])[1, 0, 1, 0], 2 => [0, 1, 1, 0], _ => [0, 1, 0, 1] })];
    private static readonly double[] s_distractors = [.. Enumerable.Repeat((double[])[0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0], Count).SelectMany(static d => d)];
    private static readonly double[] s_counts = [1, 1, 1, 0, 1, 1, 1, 0];

    [Fact]
    public void A_place_is_told_from_its_distractors_and_not_from_what_was_coded_alike()
    {
        var random = new Random(4);
        double[] context = Vectors(random), targets = Vectors(random);
        var graph = new Graph("contrast", TensorElement.Double);
        var (loss, found) = Build(graph, graph.Constant(context, [Count, Places, Width]), graph.Constant(targets, [Count, Places, Width]));
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["loss"] = loss, ["found"] = found }, InferenceDevice.Cpu);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        var given = program.Run(new Batch(), store);
        var (expected, right, asked) = (0.0, 0, 0);
        for (var n = 0; n < Count; n++)
        {
            for (var p = 0; p < Places; p++)
            {
                if (s_counts[n * Places + p] == 0) continue;
                var others = Enumerable.Range(0, Places).Where(q => q != p && s_distractors[(n * Places + p) * Places + q] == 1 && !Row(s_codes, n, p, 4).SequenceEqual(Row(s_codes, n, q, 4)));
                double[] likeness = [.. others.Prepend(p).Select(q => Cosine(Row(context, n, p, Width), Row(targets, n, q, Width)) / Temperature)];
                expected += Math.Log(likeness.Sum(Math.Exp)) - likeness[0];
                right += likeness.Max() == likeness[0] ? 1 : 0;
                asked++;
            }
        }

        Assert.Equal(expected / asked, given.Number("loss"), 1e-9);
        Assert.Equal((double)right / asked, given.Number("found"), 1e-9);
    }

    [Fact]
    public void Its_gradient_is_that_of_central_differences()
    {
        Shape shape = [Count, Places, Width];
        var check = new GradientCase(static (graph, x) => Build(graph, x[0], x[1]).Loss, shape, shape);
        for (var seed = 0; seed < 4; seed++) Assert.InRange(GradientCheck.WorstError(check, seed), 0, GradientCheck.Tolerance);
    }

    private static (Tensor Loss, Tensor Found) Build(Graph graph, Tensor context, Tensor targets) => MaskedContrast.Of(
        context, targets, graph.Constant(s_codes, [Count, Places, 4]), groups: 2, graph.Constant(s_distractors, [Count, Places, Places]), graph.Constant(s_counts, [Count, Places]), Temperature);

    private static double[] Vectors(Random random) => [.. Enumerable.Range(0, Count * Places * Width).Select(_ => 2 * random.NextDouble() - 1)];

    private static double[] Row(double[] values, int n, int p, int width) => values[((n * Places + p) * width)..][..width];

    private static double Cosine(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(static x => x * x) * b.Sum(static x => x * x));
}

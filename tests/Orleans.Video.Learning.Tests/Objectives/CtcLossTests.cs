using System.Text.Json;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gradients;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Tests.Gradients;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Objectives;

public sealed class CtcLossTests
{
    [Theory]
    [InlineData(TensorElement.Double, 1e-8)]
    [InlineData(TensorElement.Float32, 1e-4)]
    internal void Losses_and_gradients_are_those_of_another_implementation(TensorElement element, double tolerance)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("golden/ctc.json")));
        foreach (var one in golden.RootElement.GetProperty("cases").EnumerateArray())
        {
            // Theirs are [T, N, C].
            var (frames, count, tokens) = (one.GetProperty("T").GetInt32(), one.GetProperty("N").GetInt32(), one.GetProperty("C").GetInt32());
            var utterances = new Utterances(frames, tokens, Numbers(one, "inputLengths"), [.. one.GetProperty("targets").EnumerateArray().Select(static t => t.EnumerateArray().Select(static v => v.GetInt64()).ToArray())]);
            var (losses, gradients) = Run(element, utterances, Turned(one.GetProperty("logits"), frames, count));
            for (var n = 0; n < count; n++) Assert.InRange(losses[n] / one.GetProperty("loss")[n].GetDouble(), 1 - tolerance, 1 + tolerance);
            var theirs = Turned(one.GetProperty("gradOfSumWrtLogits"), frames, count);
            Assert.Equal(theirs.Length, gradients.Length);
            foreach (var (a, b) in gradients.Zip(theirs)) Assert.InRange(Math.Abs(a - b), 0, tolerance);
        }
    }

    // One with a token twice in a row, one with a single token, one without any, each padded.
    [Fact]
    public void The_gradient_is_that_of_central_differences()
    {
        var utterances = new Utterances(6, 4, [6, 5, 4], [[2, 2, 1], [3], []]);
        var check = new GradientCase((graph, x) => Losses(graph, x[0], utterances, asConstants: true), (Shape.Of(3, 6, 4), Gradients.Numbers.Any));
        for (var seed = 0; seed < 5; seed++) Assert.InRange(GradientCheck.WorstError(check, seed), 0, GradientCheck.Tolerance);
    }

    [Fact]
    public void The_loss_is_the_sum_over_all_paths_that_read_as_the_target()
    {
        var utterances = new Utterances(5, 3, [5, 4], [[1, 1], [2, 1]]);
        var random = new Random(2);
        double[] logits = [.. Enumerable.Range(0, 2 * 5 * 3).Select(_ => 4 * random.NextDouble() - 2)];
        var (losses, _) = Run(TensorElement.Double, utterances, logits);
        for (var n = 0; n < 2; n++)
        {
            var total = 0.0;
            var frames = (int)utterances.Frames[n];
            for (var path = 0; path < Math.Pow(3, frames); path++)
            {
                var (left, last, probability) = (path, -1, 1.0);
                var read = new List<long>();
                for (var t = 0; t < frames; t++, left /= 3)
                {
                    var token = left % 3;
                    if (token != last && token != 0) read.Add(token);
                    last = token;
                    var row = logits.AsSpan((n * 5 + t) * 3, 3).ToArray();
                    probability *= Math.Exp(row[token]) / row.Sum(Math.Exp);
                }

                if (read.SequenceEqual(utterances.Targets[n])) total += probability;
            }

            Assert.Equal(-Math.Log(total), losses[n], 1e-9);
        }
    }

    [Fact]
    public void A_target_that_does_not_fit_into_its_frames_costs_nothing_and_teaches_nothing()
    {
        var (losses, gradients) = Run(TensorElement.Float32, new Utterances(4, 3, [3, 4], [[1, 1, 2], [1, 1]]), [.. Enumerable.Range(0, 24).Select(static i => Math.Sin(i))]);
        Assert.Equal(0, losses[0]);
        Assert.All(gradients[..12], static g => Assert.Equal(0, g));
        Assert.True(losses[1] > 0 && gradients[12..].Any(static g => g != 0));
        Assert.All(gradients, static g => Assert.True(double.IsFinite(g)));
    }

    // In probabilities, a blank that is nearly certain everywhere would leave nothing of any target.
    [Fact]
    public void A_model_that_is_all_but_certain_of_silence_still_learns()
    {
        const int Frames = 150, Tokens = 5;
        long[] target = [.. Enumerable.Range(0, 40).Select(static i => (long)(1 + i % 4))];
        var (losses, gradients) = Run(TensorElement.Float32, new Utterances(Frames, Tokens, [Frames], [target]), [.. Enumerable.Range(0, Frames * Tokens).Select(static i => i % Tokens == 0 ? 20.0 : 0)]);
        Assert.InRange(losses[0], 500, 1000);
        Assert.Equal(target.Length, -gradients.Where(static (_, i) => i % Tokens != 0).Sum(), 0.01);
    }

    private static (double[] Losses, double[] Gradients) Run(TensorElement element, Utterances utterances, double[] logits)
    {
        var graph = new Graph("ctc", element);
        var given = graph.Input("logits", [utterances.Frames.Length, utterances.Length, utterances.Tokens]);
        var losses = Losses(graph, given, utterances, asConstants: false);
        var gradient = Gradient.Of(losses.Sum().Reshape([]), [given])[0];
        using var program = new GraphProgram(graph, new Dictionary<string, Tensor> { ["losses"] = losses, ["gradient"] = gradient }, InferenceDevice.Cpu);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        var batch = new Batch().With("targets", utterances.Padded).With("targetLengths", utterances.TargetLengths);
        Numbers("logits", logits);
        Numbers("frames", utterances.FrameMask);
        var results = program.Run(batch, store);
        return (results["losses"], results["gradient"]);

        void Numbers(string name, double[] values) => _ = element == TensorElement.Double ? batch.With(name, values) : batch.With(name, Array.ConvertAll(values, static v => (float)v));
    }

    private static Tensor Losses(Graph graph, Tensor logits, Utterances u, bool asConstants)
    {
        Shape frames = [u.Frames.Length, u.Length], targets = [u.Frames.Length, u.TargetLength], lengths = [u.Frames.Length];
        return asConstants
            ? CtcLoss.Of(logits, graph.Constant(u.FrameMask, frames), graph.Integers(u.Padded, targets), graph.Integers(u.TargetLengths, lengths))
            : CtcLoss.Of(logits, graph.Input("frames", frames), graph.IntegerInput("targets", targets, 0, u.Tokens - 1), graph.IntegerInput("targetLengths", lengths, 0, u.TargetLength));
    }

    private static long[] Numbers(JsonElement one, string name) => [.. one.GetProperty(name).EnumerateArray().Select(static v => v.GetInt64())];

    private static double[] Turned(JsonElement rows, int frames, int count) =>
        [.. Enumerable.Range(0, count).SelectMany(n => Enumerable.Range(0, frames).SelectMany(t => rows[t][n].EnumerateArray().Select(static v => v.GetDouble())))];

    /// <param name="Length">T.</param>
    /// <param name="Tokens">V.</param>
    /// <param name="Frames">Frames of each utterance.</param>
    /// <param name="Targets">Tokens of each.</param>
    private sealed record Utterances(int Length, int Tokens, long[] Frames, long[][] Targets)
    {
        public int TargetLength => Math.Max(1, Targets.Max(static t => t.Length));

        public long[] TargetLengths => [.. Targets.Select(static t => (long)t.Length)];

        public long[] Padded => [.. Targets.SelectMany(t => t.Concat(Enumerable.Repeat(1L, TargetLength - t.Length)))];

        public double[] FrameMask => [.. Frames.SelectMany(n => Enumerable.Range(0, Length).Select(t => t < n ? 1.0 : 0))];
    }
}

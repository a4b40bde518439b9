using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Optimizers;

/// <summary>What a step in the graph does, beside the formulas written out in C#.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 25;
    private const double Rate = 0.05;

    private static readonly double[] s_start = [1, -2, 0.5];
    private static readonly double[] s_slope = [3, 1, -2];

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.9, false)]
    [InlineData(0.9, true)]
    public void Gradient_descent_with_momentum(double momentum, bool nesterov)
    {
        var velocity = new double[3];
        Agree(new Sgd { Momentum = momentum, Nesterov = nesterov, WeightDecay = 0.01, ClipNorm = null }, (w, g, i, _) =>
        {
            var pulled = g + 0.01 * w;
            velocity[i] = momentum * velocity[i] + pulled;
            return w - Rate * (momentum == 0 ? pulled : nesterov ? pulled + momentum * velocity[i] : velocity[i]);
        });
    }

    [Fact]
    public void Adam_with_decay_apart()
    {
        double[] mean = new double[3], square = new double[3];
        Agree(new AdamW { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-4, WeightDecay = 0.1, ClipNorm = null }, (w, g, i, t) =>
        {
            mean[i] = 0.8 * mean[i] + 0.2 * g;
            square[i] = 0.95 * square[i] + 0.05 * g * g;
            var (m, s) = (mean[i] / (1 - Math.Pow(0.8, t)), square[i] / (1 - Math.Pow(0.95, t)));
            return w - Rate * (m / (Math.Sqrt(s) + 1e-4) + 0.1 * w);
        });
    }

    [Fact]
    public void Gradients_longer_than_the_limit_are_scaled_down_together()
    {
        Agree(new Sgd { Momentum = 0, WeightDecay = 0, ClipNorm = 0.5 }, (w, g, i, _) => w - Rate * g, (gradients, _) =>
        {
            var norm = Math.Sqrt(gradients.Sum(static g => g * g));
            return [.. gradients.Select(g => g * Math.Min(1, 0.5 / (norm + 1e-6)))];
        });
    }

    [Fact]
    public void The_average_of_the_weights_forgets_where_it_began()
    {
        var (step, _) = Build(new Sgd { Momentum = 0, AverageDecay = 0.5, ClipNorm = null });
        using var program = new GraphProgram(step.Graph, step.Results, InferenceDevice.Cpu, updates: true);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        var average = new double[3];
        for (var t = 1; t <= Steps; t++)
        {
            program.Run(Feed(t), store);
            var kept = Math.Min(0.5, (t - 1) / (t + 9.0));
            var weights = store.Read("w");
            for (var i = 0; i < 3; i++) average[i] = kept * average[i] + (1 - kept) * weights[i];
        }

        var given = store.Read(TrainingStep.AverageOf("w"));
        for (var i = 0; i < 3; i++) Assert.Equal(average[i], given[i], 1e-5);
    }

    [Fact]
    public void What_is_not_trained_stays_and_takes_no_state()
    {
        var graph = new Graph("frozen");
        var loss = (graph.Parameter("a", [2], Initializer.Ones) * graph.Parameter("b", [2], Initializer.Ones)).Sum().Reshape([]);
        var step = TrainingStep.Build(loss, new AdamW(), isTrained: static name => name == "a");
        using var program = new GraphProgram(step.Graph, step.Results, InferenceDevice.Cpu, updates: true);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        program.Run(Feed(1), store);
        Assert.Equal([1f, 1f], store.Read("b"));
        Assert.NotEqual([1f, 1f], store.Read("a"));
        Assert.DoesNotContain(store.Names, static n => n.EndsWith("/b", StringComparison.Ordinal));
        Assert.Throws<GraphException>(() => TrainingStep.Build(loss, new AdamW(), isTrained: static _ => false));
    }

    [Fact]
    public void Schedules_rise_hold_and_fall()
    {
        var cosine = new WarmUpCosine { Peak = 2, WarmUp = 10, Steps = 110, Final = 0.1 };
        Assert.Equal(0.2, cosine.At(1), 10);
        Assert.Equal(2, cosine.At(10), 10);
        Assert.Equal(2 * (0.1 + 0.9 / 2), cosine.At(60), 10);
        Assert.Equal(0.2, cosine.At(110), 10);
        Assert.Equal(0.2, cosine.At(500), 10);
        var stages = new TriStage { Peak = 1, WarmUp = 10, Hold = 20, Decay = 30, Initial = 0, Final = 0.01 };
        Assert.Equal(0.5, stages.At(5), 10);
        Assert.Equal(1, stages.At(10), 10);
        Assert.Equal(1, stages.At(30), 10);
        Assert.Equal(0.1, stages.At(45), 10);
        Assert.Equal(0.01, stages.At(60), 10);
        Assert.Equal(0.01, stages.At(1000), 10);
        Assert.Equal(3, new ConstantRate { Peak = 3 }.At(17));
    }

    // A loss whose gradient at w is w + slope.
    private static (TrainingStep Step, Tensor Loss) Build(Optimizer optimizer)
    {
        var graph = new Graph("bowl");
        var w = graph.Parameter("w", [3], Initializer.Of([.. s_start.Select(static v => (float)v)]), decays: true);
        var loss = (w * w * 0.5 + w * graph.Constant(s_slope, [3])).Sum().Reshape([]);
        return (TrainingStep.Build(loss, optimizer), loss);
    }

    private static Batch Feed(int step) => new Batch().With(TrainingStep.Rate, [(float)Rate]).With(TrainingStep.Number, [(float)step]);

    private static void Agree(Optimizer optimizer, Func<double, double, int, int, double> next, Func<double[], int, double[]>? change = null)
    {
        var (step, _) = Build(optimizer);
        using var program = new GraphProgram(step.Graph, step.Results, InferenceDevice.Cpu, updates: true);
        using var store = new VariableStore(InferenceDevice.Cpu, 1);
        var weights = s_start.ToArray();
        for (var t = 1; t <= Steps; t++)
        {
            program.Run(Feed(t), store);
            double[] gradients = [.. weights.Select(static (w, i) => w + s_slope[i])];
            gradients = change?.Invoke(gradients, t) ?? gradients;
            for (var i = 0; i < 3; i++) weights[i] = next(weights[i], gradients[i], i, t);
            var given = store.Read("w");
            for (var i = 0; i < 3; i++) Assert.Equal(weights[i], given[i], 1e-4);
        }
    }
}

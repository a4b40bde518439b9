using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Training;

/// <summary>A classifier of rows of numbers, with dropout and batch normalisation, that learns which of three sectors a point is in.</summary>
internal static class SmallModel
{
    public const int Rows = 16;

    public static TrainingStep Step(Optimizer? optimizer = null, int width = 8, string name = "hidden")
    {
        var graph = new Graph("small");
        var x = graph.Input("x", [Rows, 2]);
        var labels = graph.IntegerInput("labels", [Rows], 0, 2);
        Tensor hidden;
        using (graph.Layer(name))
        {
            hidden = x.MatMul(graph.Parameter("weight", [2, width], Initializer.He(2))) + graph.Parameter("bias", [width], Initializer.Zeros);
            hidden = hidden.BatchNormalization(
                graph.Parameter("scale", [width], Initializer.Ones), graph.Parameter("shift", [width], Initializer.Zeros), graph.State("mean", [width], Initializer.Zeros), graph.State("variance", [width], Initializer.Ones));
            hidden = hidden.Relu().Dropout(0.1);
        }

        var logits = hidden.MatMul(graph.Parameter("out", [width, 3], Initializer.LeCun(width)));
        var loss = -(logits.LogSoftmax() * labels.OneHot(3)).Sum() / Rows;
        return TrainingStep.Build(loss.Reshape([]), optimizer ?? new AdamW { AverageDecay = 0.9 });
    }

    public static Batch Batch(long step)
    {
        var random = new Random((int)step * 7919 + 1);
        var (x, labels) = (new float[Rows * 2], new long[Rows]);
        for (var i = 0; i < Rows; i++)
        {
            var angle = random.NextDouble() * 2 * Math.PI;
            labels[i] = (long)(angle / (2 * Math.PI) * 3);
            (x[2 * i], x[2 * i + 1]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return new Batch().With("x", x).With("labels", labels);
    }

    public static ValueTask<Batch> BatchAsync(long step, CancellationToken _) => ValueTask.FromResult(Batch(step));

    public static TrainerOptions Options(long steps, string? folder = null) => new()
    {
        Name = "small",
        Steps = steps,
        Schedule = new WarmUpCosine { Peak = 0.05, WarmUp = 5, Steps = 60 },
        CheckpointFolder = folder,
        CheckpointEvery = 10,
        ReportEvery = 1,
        Seed = 5,
    };

    /// <summary>Hears at once, on the thread that reports.</summary>
    public sealed class Losses : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Heard { get; } = [];

        public void Report(TrainingProgress value) => Heard.Add(value);
    }
}

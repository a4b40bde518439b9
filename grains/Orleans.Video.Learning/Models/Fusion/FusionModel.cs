using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Fusion;

/// <summary>
/// The seconds of a video to vectors in the joint space: both modalities added there, a causal temporal convolution, and attention over time. It trains on whole videos; what
/// serves is the streaming form of the same function, written by <see cref="FusionGraph"/> from the same numbers.
/// </summary>
public static class FusionModel
{
    /// <summary>The layer that holds all variables.</summary>
    public const string Layer = "fusion";

    private const double Never = -1e4;

    /// <summary>Adds the encoder to a graph.</summary>
    /// <param name="visual"><c>[N, S, Dv]</c>, a vector a second.</param>
    /// <param name="visualPresent"><c>[N, S]</c>, 1 where there is a picture.</param>
    /// <param name="audio"><c>[N, S, Da]</c>.</param>
    /// <param name="audioPresent"><c>[N, S]</c>, 1 where there is sound. Each video has at least one second with either.</param>
    /// <param name="options">Its size.</param>
    public static EncodedVideo Encode(Tensor visual, Tensor visualPresent, Tensor audio, Tensor audioPresent, FusionModelOptions options)
    {
        options.Check();
        var graph = visual.Graph;
        using var layer = graph.Layer(Layer);
        var (videos, seconds, width) = (visual.Shape[0], visual.Shape[1], options.JointWidth);
        var rows = Project("visual", visual, visualPresent, options.VisualWidth) + Project("audio", audio, audioPresent, options.AudioWidth);
        var near = graph.Parameter("near", [width, width, 3], Initializer.He(3 * width));
        // The convolution begins as almost nothing: a second is first of all itself.
        var far = graph.Parameter("far", [width, width, 3], Initializer.Normal(0.02 / Math.Sqrt(3 * width)));
        var moved = rows.Transpose(0, 2, 1).CausalConv(near).Relu().CausalConv(far, dilation: 2).Transpose(0, 2, 1);
        var present = visualPresent.Maximum(audioPresent);
        var vectors = (rows + moved) * present.Reshape([videos, seconds, 1]);
        var question = graph.Parameter("question", [width, 1], Initializer.Normal(0.02));
        var scores = vectors.Reshape([videos * seconds, width]).MatMul(question).Reshape([videos, seconds]);
        // Where nothing is, exp gives exactly nothing.
        var shares = present.Greater(graph.Constant(0)).Where(scores, graph.Constant(Never)).Softmax();
        return new EncodedVideo(vectors, shares.Reshape([videos, 1, seconds]).MatMul(vectors).Reshape([videos, width]));

        Tensor Project(string name, Tensor x, Tensor there, int from)
        {
            // Where both spaces are of one width, a vector of the joint space begins as itself.
            var initial = from == width ? Initializer.Of(Identity(width)) : Initializer.LeCun(from);
            var weights = graph.Parameter(name, [from, width], initial, decays: false);
            return x.Reshape([videos * seconds, from]).MatMul(weights).Reshape([videos, seconds, width]) * there.Reshape([videos, seconds, 1]);
        }
    }

    /// <summary>The trained numbers, for the graph that serves.</summary>
    internal static FusionWeights Weights(FusionModelOptions options, IReadOnlyDictionary<string, float[]> numbers) => new()
    {
        Width = options.JointWidth,
        VisualWidth = options.VisualWidth,
        AudioWidth = options.AudioWidth,
        Visual = numbers[$"{Layer}/visual"],
        Audio = numbers[$"{Layer}/audio"],
        Near = numbers[$"{Layer}/near"],
        Far = numbers[$"{Layer}/far"],
        Question = numbers[$"{Layer}/question"],
    };

    private static float[] Identity(int width)
    {
        var values = new float[width * width];
        for (var i = 0; i < width; i++) values[i * width + i] = 1;
        return values;
    }
}

/// <summary>What a video becomes.</summary>
/// <param name="Seconds"><c>[N, S, D]</c>, a vector a second, zeros where there is neither picture nor sound.</param>
/// <param name="Pooled"><c>[N, D]</c>.</param>
public sealed record EncodedVideo(Tensor Seconds, Tensor Pooled);

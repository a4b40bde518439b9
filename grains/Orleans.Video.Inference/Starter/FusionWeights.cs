namespace Orleans.Video.Inference.Starter;

/// <summary>The numbers of a fusion encoder.</summary>
internal sealed record FusionWeights
{
    /// <summary>Seconds before a second that it depends on: two layers of three taps, the second spread by two.</summary>
    public const int Context = 6;

    /// <summary>D, the joint space.</summary>
    public required int Width { get; init; }

    /// <summary>Dv, or 0 when sound alone is fused.</summary>
    public required int VisualWidth { get; init; }

    /// <summary>Da, or 0 when pictures alone are fused.</summary>
    public required int AudioWidth { get; init; }

    /// <summary><c>[Dv, D]</c>: visual vectors to the joint space.</summary>
    public required float[] Visual { get; init; }

    /// <summary><c>[Da, D]</c>: audio vectors to the joint space.</summary>
    public required float[] Audio { get; init; }

    /// <summary><c>[D, D, 3]</c>: the first layer of the temporal convolution.</summary>
    public required float[] Near { get; init; }

    /// <summary><c>[D, D, 3]</c>: the second layer, whose taps are two seconds apart.</summary>
    public required float[] Far { get; init; }

    /// <summary><c>[D]</c>: what a second is multiplied with for its score in the pooling.</summary>
    public required float[] Question { get; init; }

    /// <summary>Numbers that are remembered of a video.</summary>
    public int StateWidth => Context * Width + Width + 2;

    /// <summary>Weights that nobody trained: what goes in stays apart.</summary>
    public static FusionWeights Random(ulong seed, int width, int visualWidth, int audioWidth)
    {
        var weights = new RandomWeights(seed);
        return new FusionWeights
        {
            Width = width,
            VisualWidth = visualWidth,
            AudioWidth = audioWidth,
            Visual = weights.Orthogonal(visualWidth, width),
            Audio = weights.Orthogonal(audioWidth, width),
            Near = weights.He(width, 3 * width),
            Far = weights.Normal(3 * width * width, 0.5 / Math.Sqrt(3 * width)),
            Question = weights.Normal(width, 1 / Math.Sqrt(width)),
        };
    }
}

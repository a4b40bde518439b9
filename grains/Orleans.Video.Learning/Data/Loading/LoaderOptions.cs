namespace Orleans.Video.Learning.Data.Loading;

/// <summary>How batches are made ahead.</summary>
public sealed record LoaderOptions
{
    /// <summary>Threads that make batches, 1–64. Default 1: the training step has the cores.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Batches that are ready or in the making before they are asked for, 1–1,024. Default 4.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Says what is wrong with these options, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        if (Workers is < 1 or > 64) return $"{nameof(Workers)} must be 1 to 64, not {Workers}";
        return Prefetch is < 1 or > 1024 ? $"{nameof(Prefetch)} must be 1 to 1,024, not {Prefetch}" : null;
    }
}

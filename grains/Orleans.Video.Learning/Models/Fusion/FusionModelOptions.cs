namespace Orleans.Video.Learning.Models.Fusion;

/// <summary>The size of a fusion encoder.</summary>
public sealed record FusionModelOptions
{
    /// <summary>D, the joint space.</summary>
    public int JointWidth { get; init; } = 128;

    /// <summary>Dv, numbers of a visual vector.</summary>
    public int VisualWidth { get; init; } = 128;

    /// <summary>Da, numbers of an audio vector.</summary>
    public int AudioWidth { get; init; } = 128;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        foreach (var (name, width) in new[] { (nameof(JointWidth), JointWidth), (nameof(VisualWidth), VisualWidth), (nameof(AudioWidth), AudioWidth) })
            if (width is < 1 or > 4096) throw new ArgumentException($"option {name} must be 1 to 4096, not {width}");
    }
}

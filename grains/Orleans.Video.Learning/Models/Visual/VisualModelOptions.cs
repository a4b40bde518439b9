namespace Orleans.Video.Learning.Models.Visual;

/// <summary>The size of a visual encoder.</summary>
public sealed record VisualModelOptions
{
    /// <summary>T, frames of a clip; 1 for photos.</summary>
    public int Frames { get; init; } = 4;

    /// <summary>Side of a frame in pixels, a multiple of 16.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Channels of each stage; every stage behind the first halves the sides.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [32, 64, 128, 256];

    /// <summary>Residual blocks of each stage.</summary>
    public IReadOnlyList<int> Depths { get; init; } = [1, 1, 1, 1];

    /// <summary>D, numbers of a vector in the joint space.</summary>
    public int JointWidth { get; init; } = 128;

    /// <summary>Share of the pooled features that is dropped while training, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        Require(nameof(Frames), Frames is >= 1 and <= 64, Frames, "1 to 64");
        Require(nameof(Size), Size is >= 16 and <= 512 && Size % 16 == 0, Size, "a multiple of 16 from 16 to 512");
        Require(nameof(Widths), Widths.Count is >= 1 and <= 5 && Widths.All(static w => w is >= 1 and <= 4096), $"[{string.Join(", ", Widths)}]", "1 to 5 numbers from 1 to 4096");
        Require(nameof(Depths), Depths.Count == Widths.Count && Depths.All(static d => d is >= 1 and <= 64), $"[{string.Join(", ", Depths)}]", "a number from 1 to 64 for each width");
        Require(nameof(JointWidth), JointWidth is >= 1 and <= 4096, JointWidth, "1 to 4096");
        Require(nameof(Dropout), Dropout is >= 0 and < 1, Dropout, "0 to below 1");
    }

    private static void Require(string option, bool holds, object value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}

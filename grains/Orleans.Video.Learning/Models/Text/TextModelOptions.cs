namespace Orleans.Video.Learning.Models.Text;

/// <summary>The size of a text encoder.</summary>
public sealed record TextModelOptions
{
    /// <summary>Pieces that the vocabulary has.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>L, pieces of a text, those at its ends included; longer ones are cut.</summary>
    public int Length { get; init; } = 24;

    /// <summary>Numbers of a piece inside the encoder.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Transformer blocks.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Heads of each block; they divide the width.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>D, numbers of a vector in the joint space.</summary>
    public int JointWidth { get; init; } = 128;

    /// <summary>Share of numbers that is dropped while training, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">Names the option that is wrong.</exception>
    public void Check()
    {
        Require(nameof(Vocabulary), Vocabulary is >= 4 and <= 1_000_000, Vocabulary, "4 to 1000000");
        Require(nameof(Length), Length is >= 3 and <= 256, Length, "3 to 256");
        Require(nameof(Width), Width is >= 1 and <= 4096, Width, "1 to 4096");
        Require(nameof(Blocks), Blocks is >= 0 and <= 64, Blocks, "0 to 64");
        Require(nameof(Heads), Heads >= 1 && Width % Heads == 0, Heads, $"a divisor of {Width}");
        Require(nameof(JointWidth), JointWidth is >= 1 and <= 4096, JointWidth, "1 to 4096");
        Require(nameof(Dropout), Dropout is >= 0 and < 1, Dropout, "0 to below 1");
    }

    private static void Require(string option, bool holds, object value, string mustBe)
    {
        if (!holds) throw new ArgumentException($"option {option} must be {mustBe}, not {value}");
    }
}

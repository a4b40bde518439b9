namespace Orleans.Video.Benchmarks;

/// <summary>How much of what one call of a benchmark gets through, for the column "Rate".</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AmountAttribute(double amount, string unit) : Attribute
{
    public double Amount { get; } = amount;

    public string Unit { get; } = unit;
}

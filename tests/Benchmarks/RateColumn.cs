using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Orleans.Video.Benchmarks;

/// <summary>The <see cref="AmountAttribute"/> over the shortest time.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);

    public string ColumnName => "Rate";

    public string Legend => "What a call gets through, a second, in the fastest iteration: other work on the machine can only slow it down";

    public UnitType UnitType => UnitType.Dimensionless;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public bool AlwaysShow => true;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<AmountAttribute>() is { } amount && summary[benchmarkCase]?.ResultStatistics is { } result
            ? $"{amount.Amount / result.Min * 1e9:N1} {amount.Unit}/s"
            : "";

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(static item => item.Descriptor.WorkloadMethod.IsDefined(typeof(AmountAttribute)));

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}

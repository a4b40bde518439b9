using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Orleans.Video.Benchmarks;
using Orleans.Video.Benchmarks.Encoders;
using Orleans.Video.Benchmarks.Gdt;
using Orleans.Video.Benchmarks.Learning;
using Orleans.Video.Benchmarks.Log;
using Orleans.Video.Benchmarks.Scaling;
using Orleans.Video.Benchmarks.Understanding;
using Perfolizer.Horology;

switch (args)
{
    case [LogRate.Argument]:
        await LogRate.RunAsync();
        return;
    case [GdtTable.Argument, .. var rest]:
        await GdtTable.RunAsync(rest);
        return;
    case [FusionGain.Argument, .. var fusion]:
        await FusionGain.RunAsync(fusion);
        return;
    case [SiloScaling.Argument]:
        await SiloScaling.RunAsync();
        return;
    case [ServingRate.Argument, .. { Length: <= 1 } set]:
        await ServingRate.RunAsync(set.FirstOrDefault());
        return;
    case [StepRate.Argument]:
        await StepRate.RunAsync();
        return;
    case [MadeVideos.Argument, .. { Length: <= 1 } set]:
        await MadeVideos.RunAsync(set.FirstOrDefault());
        return;
}

// In this process: a generated project would be built under the repository's rules for code that people write.
BenchmarkSwitcher.FromAssembly(typeof(AmountAttribute).Assembly).Run(args, DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(5).WithIterationTime(TimeInterval.FromMilliseconds(150)))
    .AddColumn(StatisticColumn.Min, new RateColumn())
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD));

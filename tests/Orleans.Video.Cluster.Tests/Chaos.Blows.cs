using System.Diagnostics;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <content>What happens, and what operators must read of it.</content>
internal sealed partial class Chaos
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    private readonly Dictionary<SiloProcess, string> _names = [];

    private async Task StartSilosAsync()
    {
        string[] names = [.. Enumerable.Range(1, Silos).Select(n => $"silo-{n}")];
        foreach (var (silo, name) in (await _cluster.StartSilosAsync(names)).Zip(names)) _names[silo] = name;
    }

    private Task StrikeAsync(Blow blow) => blow switch
    {
        Blow.Kill => KillAsync(),
        Blow.Drain => DrainAsync(),
        Blow.RedisRestart => RestartRedisAsync(),
        Blow.BlobOutage => CutBlobsAsync(),
        Blow.BrokerOutage => CutBrokersAsync(),
        _ => throw new ArgumentOutOfRangeException(nameof(blow)),
    };

    private async Task KillAsync()
    {
        var silo = OneOf(_cluster.Running);
        // While events come: some are taken and not yet committed.
        var coming = SendRecordsAsync();
        await silo.KillAsync(Cancelled);
        await Events.AssertNotAheadAsync(_cluster.Store);
        await coming;
        // At once, while the others still believe in the one before, or later.
        if (_random.Next(2) == 0)
            foreach (var other in _cluster.Running) await TestCluster.UntilLogsAsync(other, $"Silo {silo.Name} is lost");
        var again = await _cluster.StartSiloAsync(_names[silo]);
        _names[again] = _names[silo];
        await TestCluster.UntilSeesAsync(again, _cluster.Running.Length);
        foreach (var other in _cluster.Running)
            if (other != again) await TestCluster.UntilLogsAsync(other, $"Silo {silo.Name} is lost");
    }

    private async Task DrainAsync()
    {
        var silo = OneOf(_cluster.Running);
        var coming = SendRecordsAsync();
        silo.Terminate();
        await silo.ExitAsync(Cancelled);
        await coming;
        Assert.True(silo.ExitCode == 0, silo.Log);
        Assert.Contains("This silo has let go of partition", silo.Log, StringComparison.Ordinal);
        Assert.Contains("This silo has left the cluster", silo.Log, StringComparison.Ordinal);
        foreach (var other in _cluster.Running) await TestCluster.UntilLogsAsync(other, $"Silo {silo.Name} left");
    }

    private async Task RestartRedisAsync()
    {
        await _cluster.Redis.KillAsync();
        foreach (var silo in _cluster.Running) await TestCluster.UntilLogsAsync(silo, "is gone (");
        // Work goes on without it, and so do partitions.
        await SendRecordsAsync();
        var done = await _cluster.CountSegmentsAsync();
        await _cluster.UntilSegmentsAsync(Math.Min(done + 2, SegmentsSent));
        await _cluster.Redis.StartAgainAsync(Cancelled);
        foreach (var silo in _cluster.Running) await TestCluster.UntilLogsAsync(silo, "answers again after");
    }

    private async Task CutBlobsAsync()
    {
        _cluster.Proxy.BeGone(true);
        var gone = Stopwatch.GetTimestamp();
        await SendRecordsAsync();
        // A silo without work finds out when it is asked whether it is ready, as load balancers do all the time.
        foreach (var silo in _cluster.Running)
        {
            await TestCluster.UntilReadyAsync(silo, ready: false);
            await TestCluster.UntilLogsAsync(silo, "The object store is gone");
        }

        await UntilOverAsync(gone);
        // What came meanwhile cannot be durable, so it is not committed.
        await Events.AssertNotAheadAsync(_cluster.Store);
        _cluster.Proxy.BeGone(false);
        foreach (var silo in _cluster.Running)
        {
            await TestCluster.UntilReadyAsync(silo, ready: true);
            await TestCluster.UntilLogsAsync(silo, "The object store answers again");
        }

        Assert.True(_cluster.Proxy.Broken > 0);
    }

    private async Task CutBrokersAsync()
    {
        await Events.Log.Broker.DownAsync();
        var gone = Stopwatch.GetTimestamp();
        // Producers keep what the brokers do not take.
        var late = SendRecordsAsync();
        foreach (var silo in _cluster.Running) await TestCluster.UntilLogsAsync(silo, "the brokers are in trouble or cannot be reached; events are late, not lost");
        await UntilOverAsync(gone);
        Assert.False(late.IsCompleted);
        await Events.Log.Broker.UpAsync();
        await late;
        // Whoever reads a partition to which something came says so.
        await Condition.HoldsAsync(
            () => _cluster.Running.Any(silo => silo.Log.Contains("the brokers answer again, and events come", StringComparison.Ordinal)), "a silo reads again", Cancelled);
    }

    private static Task UntilOverAsync(long since) => Condition.HoldsAsync(() => Stopwatch.GetElapsedTime(since) > Outage, "the outage is over", Cancelled);

    private SiloProcess OneOf(SiloProcess[] silos) => silos[_random.Next(silos.Length)];
}

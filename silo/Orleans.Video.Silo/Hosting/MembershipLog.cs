using Microsoft.Extensions.Logging;
using Orleans.Video.Silo.Telemetry;

namespace Orleans.Video.Silo.Hosting;

/// <summary>Tells operators which silos come, go and are lost.</summary>
internal sealed partial class MembershipLog(IClusterMembershipService membership, ILocalSiloDetails self, ILogger<MembershipLog> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(MembershipLog),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _watching = Task.Run(WatchAsync, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _watching;
        });

    private async Task WatchAsync()
    {
        var known = new Dictionary<SiloAddress, SiloStatus>();
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(_stop.Token))
            {
                var active = snapshot.Members.Values.Count(member => member.Status == SiloStatus.Active);
                SiloInstruments.ActiveSilos.Record(active);
                foreach (var member in snapshot.Members.Values)
                {
                    var before = known.GetValueOrDefault(member.SiloAddress);
                    known[member.SiloAddress] = member.Status;
                    if (before != member.Status && !member.SiloAddress.Equals(self.SiloAddress)) Tell(member.SiloAddress, before, member.Status, active);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private void Tell(SiloAddress silo, SiloStatus before, SiloStatus now, int active)
    {
        switch (now)
        {
            case SiloStatus.Active:
                LogJoined(silo, active);
                break;
            case SiloStatus.ShuttingDown or SiloStatus.Stopping when before is not (SiloStatus.ShuttingDown or SiloStatus.Stopping):
                LogLeaving(silo);
                break;
            case SiloStatus.Dead when before is SiloStatus.ShuttingDown or SiloStatus.Stopping:
                LogLeft(silo, active);
                break;
            case SiloStatus.Dead when before is SiloStatus.Active:
                LogLost(silo, active);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} joined: the cluster has {Active} silos")]
    private partial void LogJoined(SiloAddress silo, int active);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} is leaving, and hands its videos on")]
    private partial void LogLeaving(SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Information, Message = "Silo {Silo} left: the cluster has {Active} silos")]
    private partial void LogLeft(SiloAddress silo, int active);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Silo {Silo} is lost: it no longer answered and was declared dead. Its unfinished videos go on here and on the others; the cluster has {Active} silos")]
    private partial void LogLost(SiloAddress silo, int active);
}

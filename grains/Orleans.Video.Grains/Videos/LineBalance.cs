using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Devices;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// Evens out the lines: a silo that has places free and nobody waiting for them asks others, chosen at random, for videos that wait there. So a
/// silo that joins takes its share at once, and none idles while others have a line. What is being read stays where it is: its decoder and
/// its media are there.
/// </summary>
internal sealed partial class LineBalance(
    VideoAdmission admission, SiloDevices devices, ReadingLines lines, IClusterMembershipService membership, ILocalSiloDetails self, VideoPipelineOptions options, TimeProvider time, ILogger<LineBalance> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private const int AskedAtOnce = 3;

    private readonly CancellationTokenSource _stop = new();
    private Task _balancing = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LineBalance),
        ServiceLifecycleStage.Active + 1,
        _ =>
        {
            // Without a device nothing can be read here, however many places are free.
            if (devices.All.Count > 0) _balancing = Task.Run(BalanceAsync, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _balancing;
            _stop.Dispose();
        });

    private async Task BalanceAsync()
    {
        using var timer = new PeriodicTimer(options.BalanceInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await AskAsync();
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task AskAsync()
    {
        var others = membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress)).Select(member => member.SiloAddress).ToArray();
        Random.Shared.Shuffle(others);
        foreach (var other in others.Take(AskedAtOnce))
        {
            var free = admission.Free - admission.Waiting;
            if (free <= 0 || _stop.IsCancellationRequested) return;
            try
            {
                if (await lines.Of(other).GiveAsync(self.SiloAddress, free) is > 0 and var count) LogTook(count, other);
            }
            catch (Exception exception)
            {
                LogNotAsked(other, exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Took over {Count} videos that waited in line on silo {Silo}")]
    private partial void LogTook(int count, SiloAddress silo);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Silo {Silo} did not say whether videos wait there: {Reason}")]
    private partial void LogNotAsked(SiloAddress silo, string reason);
}

using Microsoft.Extensions.Logging;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Tells every other silo from time to time how much waits at the encoders of this one, so that none has to ask at a call.</summary>
internal sealed partial class EncoderLoadGossip(
    EncoderLoadServiceClient others, EncoderLoadBoard board, ISiloStatusOracle members, VideoPipelineOptions options, TimeProvider time, ILogger<EncoderLoadGossip> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CancellationTokenSource _stop = new();
    private Task _telling = Task.CompletedTask;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(EncoderLoadGossip),
        ServiceLifecycleStage.Active,
        _ =>
        {
            _telling = Task.Run(TellRepeatedlyAsync, CancellationToken.None);
            return Task.CompletedTask;
        },
        async _ =>
        {
            await _stop.CancelAsync();
            await _telling;
            _stop.Dispose();
        });

    private async Task TellRepeatedlyAsync()
    {
        using var timer = new PeriodicTimer(options.LoadReportInterval, time);
        try
        {
            do
            {
                await TellAsync();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task TellAsync()
    {
        SiloAddress[] active = [.. members.GetActiveSilos()];
        board.Keep(active.Select(silo => silo.ToParsableString()).ToHashSet());
        var report = board.Report();
        if (report.Loads.Count == 0) return;
        foreach (var silo in active)
        {
            if (silo.Equals(members.SiloAddress)) continue;
            try
            {
                await others.On(silo).ReportAsync(report);
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                // It will hear the next one, or is on its way out.
                LogNotTold(silo, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Silo {Silo} could not be told how much waits here")]
    private partial void LogNotTold(SiloAddress silo, Exception exception);
}

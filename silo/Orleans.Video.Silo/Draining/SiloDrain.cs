using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Silo.Draining;

/// <summary>
/// Makes a silo that is asked to stop hand its work on before it leaves:
/// <code>
///   not ready ─► no further videos ─► segments in work to their end ─► (Orleans) leaving ─► videos move to the others ─► gone
/// </code>
/// HTTP still answers while segments come to their end, so that whoever asks /readyz sees it in time. What takes longer than two thirds
/// of the time for stopping is cut off, and done again by whoever goes on.
/// </summary>
internal sealed partial class SiloDrain(IVideoDrain videos, VideoSiloOptions options, TimeProvider time, ILogger<SiloDrain> logger)
{
    private volatile bool _draining;

    /// <summary>Whether the silo has been asked to stop.</summary>
    public bool IsDraining => _draining;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        var started = time.GetTimestamp();
        var (reading, waiting) = (videos.Reading, videos.Waiting);
        if (reading + waiting > 0) LogDraining(reading, waiting);
        using var limit = new CancellationTokenSource(options.ShutdownTimeout * 2 / 3, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await videos.StopAsync(stop.Token);
        var left = videos.Reading;
        if (left > 0) LogCutOff(left, time.GetElapsedTime(started).TotalSeconds);
        else if (reading + waiting > 0 && options.Cluster is not null) LogDrained(time.GetElapsedTime(started).TotalSeconds, reading + waiting);
        else if (reading + waiting > 0) LogDrainedAlone(time.GetElapsedTime(started).TotalSeconds, reading + waiting);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Draining: no further video is begun; {Reading} are read to the end of a segment, {Waiting} wait in line")]
    private partial void LogDraining(int reading, int waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained in {Seconds:0.0} s: every segment in work is stored; {Videos} unfinished videos go on on the other silos")]
    private partial void LogDrained(double seconds, int videos);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained in {Seconds:0.0} s: every segment in work is stored; {Videos} unfinished videos go on when the silo starts again")]
    private partial void LogDrainedAlone(double seconds, int videos);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Videos} segments in work were not done after {Seconds:0.0} s and are cut off: they are done again by whoever goes on with their videos")]
    private partial void LogCutOff(int videos, double seconds);
}

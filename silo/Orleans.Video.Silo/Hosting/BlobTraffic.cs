using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Logging;
using Orleans.Video.Silo.Telemetry;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// Sees every single call to the blob service, those that are repeated too, and tells operators when the service refuses many, when it is gone,
/// and when it is back. Nothing else notices as long as repeating helps.
/// </summary>
internal sealed partial class BlobTraffic(TimeProvider time, ILogger<BlobTraffic> logger) : HttpPipelinePolicy
{
    private const int ManyRefusals = 10;

    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _failingSince;
    private bool _gone;
    private long _windowStart;
    private int _calls;
    private int _refusals;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception exception) when (!message.CancellationToken.IsCancellationRequested)
        {
            Failed(exception.Message);
            throw;
        }

        Answered(message.Response);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception exception) when (!message.CancellationToken.IsCancellationRequested)
        {
            Failed(exception.Message);
            throw;
        }

        Answered(message.Response);
    }

    private void Answered(Response response)
    {
        if (response.Status is 429 or 500 or 503)
        {
            SiloInstruments.StoreRefusals.Add(1);
            Refused(response.Status);
            return;
        }

        lock (_gate)
        {
            Count(refused: false);
            if (_failingSince == 0) return;
            var since = time.GetElapsedTime(_failingSince);
            _failingSince = 0;
            if (!_gone) return;
            _gone = false;
            LogBack(since.TotalSeconds);
        }
    }

    // A service that refuses everything is as good as gone.
    private void Refused(int status)
    {
        lock (_gate)
        {
            Count(refused: true);
            if (_refusals == ManyRefusals) LogRefuses(_refusals, _calls);
        }

        Failed($"it answers {status}");
    }

    private void Failed(string reason)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_failingSince == 0) _failingSince = now;
            if (_gone || time.GetElapsedTime(_failingSince, now) < GoneAfter) return;
            _gone = true;
            LogGone(reason);
        }
    }

    private void Count(bool refused)
    {
        var now = time.GetTimestamp();
        if (_windowStart == 0 || time.GetElapsedTime(_windowStart, now) > Window) (_windowStart, _calls, _refusals) = (now, 0, 0);
        _calls++;
        if (refused) _refusals++;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The object store is gone ({Reason}). Videos wait and uploads are refused until it is back; nothing that was accepted is lost")]
    private partial void LogGone(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The object store answers again after {Seconds:0} s: videos go on")]
    private partial void LogBack(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The object store has refused {Refusals} of the last {Calls} calls: they are repeated, and videos are slower")]
    private partial void LogRefuses(int refusals, int calls);
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Telemetry;

namespace Orleans.Video.Grains.Encoders;

/// <summary>
/// Finds an encoder for a request, and makes the caller wait while all are busy: this is where back-pressure reaches the video. A request
/// whose encoder went away is sent to another: encoding changes nothing, so doing it twice does no harm.
/// </summary>
internal sealed partial class EncoderRouter(
    IGrainFactory grains, EncoderCandidates candidates, EncoderLoadBoard board, VideoPipelineOptions options, TimeProvider time, ILogger<EncoderRouter> logger)
{
    // A request carries megabytes of frames: to offer it to every silo in turn would cost more than to wait.
    private const int OthersAsked = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Encodes on a device of this silo, or else on the least loaded of the cluster.</summary>
    /// <exception cref="NoDeviceException">For a while no silo of the cluster had a device for this.</exception>
    /// <exception cref="TimeoutException">Every encoder was full, or failed, for longer than anyone should wait.</exception>
    public async Task<EncodeReply> EncodeAsync(OpenedModelSet set, string modality, EncodeRequest request, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        Exception? lost = null;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Before the queues are asked: room that is made while they answer must not be missed.
            var room = board.NextRoom;
            foreach (var key in candidates.Own(set, modality).Concat(candidates.Others(set, modality).Take(OthersAsked)))
            {
                try
                {
                    var reply = await SendAsync(key, request);
                    if (!reply.Busy) return reply;
                    board.Full(key);
                }
                catch (Exception exception) when (IsLoss(exception))
                {
                    lost = exception;
                    board.Suspect(key.Silo);
                    LogLost(modality, key.Device, key.Silo, exception.Message);
                    PipelineInstruments.Rerouted.Add(1, new TagList { { "modality", modality } });
                }
            }

            var waited = time.GetElapsedTime(started);
            var exist = candidates.Exist(set, modality);
            if (!exist && waited >= options.DevicePatience)
                throw new NoDeviceException($"no silo of the cluster has a device for the {modality} encoder of model set {set.Id}: start one that serves this set and whose option Devices is not none");
            if (waited >= options.EncoderPatience)
                throw new TimeoutException($"every {modality} encoder of model set {set.Id} was full or away for {waited.TotalSeconds:0} s: add devices, or take fewer videos at a time", lost);
            await PauseAsync(room, pause, exist ? options.EncoderPatience - waited : options.DevicePatience - waited, cancellationToken);
        }
    }

    private async Task<EncodeReply> SendAsync(EncoderKey key, EncodeRequest request)
    {
        board.Sent(key);
        try
        {
            return await grains.GetGrain<IEncoderGrain>(key.ToString()).EncodeAsync(request);
        }
        finally
        {
            board.Received(key);
        }
    }

    // Until a queue here has room, or it is time to look at the other silos again.
    private async Task PauseAsync(Task room, TimeSpan pause, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await room.WaitAsync(pause < patience ? pause : patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nobody told of room: look again.
        }
    }

    // The encoder or its silo is gone, going or out of reach. Anything else is about the request or the model, and would be the same elsewhere.
    private static bool IsLoss(Exception exception) => exception is OrleansException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Modality} encoder on {Device} of silo {Silo} went away, and another one is asked: {Problem}")]
    private partial void LogLost(string modality, string device, string silo, string problem);
}

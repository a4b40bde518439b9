using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Finds an encoder for a request, and makes the caller wait while all are busy: this is where back-pressure reaches the video.</summary>
internal sealed class EncoderRouter(IGrainFactory grains, ILocalSiloDetails silo, ServingModelSet models, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The device that encoders run on.</summary>
    public const string Device = "cpu:0";

    /// <summary>Encodes on a device of this silo.</summary>
    public async Task<EncodeReply> EncodeAsync(string modality, EncodeRequest request, CancellationToken cancellationToken = default)
    {
        var key = new EncoderKey(silo.SiloAddress.ToParsableString(), Device, modality, models.Id);
        var encoder = grains.GetGrain<IEncoderGrain>(key.ToString());
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var reply = await encoder.EncodeAsync(request);
            if (!reply.Busy) return reply;
            await Task.Delay(pause, time, cancellationToken);
        }
    }
}

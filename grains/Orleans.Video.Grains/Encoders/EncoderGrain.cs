using Orleans.Video.Encoders;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Grains.Encoders;

/// <summary>One session on one device of this silo, behind a queue.</summary>
[EncoderPlacement]
internal sealed class EncoderGrain(ServingModelSet models, VideoPipelineOptions options, ILocalSiloDetails silo, TimeProvider time) : Grain, IEncoderGrain
{
    private EncoderQueue? _queue;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!EncoderKey.TryParse(this.GetPrimaryKeyString(), out var key) || key.Silo != silo.SiloAddress.ToParsableString())
            throw new InvalidOperationException($"encoder {this.GetPrimaryKeyString()} does not belong on silo {silo.SiloAddress}");
        if (key.ModelSet != models.Id)
            throw new InvalidOperationException($"encoder {this.GetPrimaryKeyString()} asks for model set {key.ModelSet}, but this silo serves {models.Id}");
        var device = new InferenceDevice(key.Device, options.EncoderThreads);
        var engine = await Task.Run(() => EncoderEngine.Create(models.Set, key.Modality, device), cancellationToken);
        _queue = new EncoderQueue(engine, key.Device, key.Modality, options, time);
        // A session is dear to make: it stays for the life of the silo.
        DelayDeactivation(TimeSpan.MaxValue);
    }

    public Task<EncodeReply> EncodeAsync(EncodeRequest request) => _queue!.EncodeAsync(request);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_queue is not null) await _queue.DisposeAsync();
    }
}

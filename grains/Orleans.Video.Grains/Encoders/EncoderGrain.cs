using Orleans.Placement;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Serving;

namespace Orleans.Video.Grains.Encoders;

/// <summary>One session on one device of this silo, behind a queue.</summary>
[EncoderPlacement]
[Immovable(ImmovableKind.Any)]
internal sealed class EncoderGrain(
    ServingModelSets models, SiloDevices devices, IEncoderEngineFactory engines, EncoderLoadBoard board, VideoPipelineOptions options, ILocalSiloDetails silo, TimeProvider time)
    : Grain, IEncoderGrain
{
    private EncoderKey _key;
    private EncoderQueue? _queue;
    private CancellationTokenRegistration _leaving;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!EncoderKey.TryParse(this.GetPrimaryKeyString(), out _key) || _key.Silo != silo.SiloAddress.ToParsableString())
            throw new InvalidOperationException($"encoder {this.GetPrimaryKeyString()} does not belong on silo {silo.SiloAddress}");
        OpenedModelSet set;
        try { set = await models.OpenAsync(_key.ModelSet); }
        catch (ModelSetAbsentException exception)
        {
            throw new InvalidOperationException($"encoder {this.GetPrimaryKeyString()} asks for model set {_key.ModelSet}, but this silo serves {models.Serving.Id}: {exception.Message}", exception);
        }

        var device = devices.Of(_key.Device, set.Modalities.Count)
            ?? throw new InvalidOperationException($"encoder {this.GetPrimaryKeyString()} asks for device {_key.Device}, but this silo has {string.Join(", ", devices.All.Select(known => known.Name))}");
        var engine = await Task.Run(
            () =>
            {
                var made = engines.Create(set.Set, _key.Modality, device);
                try
                {
                    made.WarmUp(options.LargestBatch);
                    return made;
                }
                catch
                {
                    made.Dispose();
                    throw;
                }
            },
            cancellationToken);
        _queue = new EncoderQueue(engine, _key, silo.Name, options, time, board.RoomMade);
        board.Add(_key, _queue);
        // A session is dear to make: it stays for the life of the silo, or of its model set.
        DelayDeactivation(TimeSpan.MaxValue);
        _leaving = models.Leaving(_key.ModelSet).UnsafeRegister(static encoder => ((EncoderGrain)encoder!).DeactivateOnIdle(), this);
    }

    public Task<EncodeReply> EncodeAsync(EncodeRequest request) => _queue!.EncodeAsync(request);

    public Task WarmUpAsync() => Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving.Unregister();
        if (_queue is null) return;
        board.Remove(_key);
        await _queue.DisposeAsync();
    }
}

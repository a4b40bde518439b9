using Orleans.Video.Encoders;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Serving;

namespace Orleans.Video.Grains.Encoders;

/// <summary>The encoders of a modality, best first: those of this silo, then those of the others, each by how much waits there.</summary>
internal sealed class EncoderCandidates(
    SiloDevices devices, SiloOffers offers, EncoderLoadBoard board, ISiloStatusOracle members, ILocalSiloDetails local, VideoPipelineOptions options)
{
    // Ages closer than this are alike: reports are older than such a difference.
    private static readonly TimeSpan AgeStep = TimeSpan.FromMilliseconds(50);

    private int _turn;

    /// <summary>The encoders of this silo; where as much waits at several, each comes first in its turn.</summary>
    public IReadOnlyList<EncoderKey> Own(OpenedModelSet set, string modality)
    {
        if (devices.All.Count == 0 || !set.Modalities.Contains(modality)) return [];
        var silo = local.SiloAddress.ToParsableString();
        return [.. Turned(devices.All.Select(device => new EncoderKey(silo, device.Name, modality, set.Id))).OrderBy(key => board.Of(key)!.Value.Depth)];
    }

    /// <summary>The encoders of other silos that are not known to be full.</summary>
    public IReadOnlyList<EncoderKey> Others(OpenedModelSet set, string modality)
    {
        var keys = Remote(set, modality).Select(key => (Key: key, Waiting: board.Of(key))).Where(encoder => encoder.Waiting is not { } waiting || waiting.Depth < options.EncoderQueueLength);
        // An encoder that nothing is known of may be cold, or its silo gone.
        return
        [
            .. Turned(keys)
                .OrderBy(encoder => board.IsSuspect(encoder.Key.Silo))
                // A set that came since a silo started is not in its offer, and yet may be there.
                .ThenBy(encoder => !HasOffered(encoder.Key))
                .ThenBy(encoder => encoder.Waiting is null)
                .ThenBy(encoder => (long)((encoder.Waiting?.OldestWait ?? TimeSpan.Zero) / AgeStep))
                .ThenBy(encoder => encoder.Waiting?.Depth ?? 0)
                .Select(encoder => encoder.Key),
        ];
    }

    /// <summary>Whether any silo of the cluster has an encoder of this modality, however full.</summary>
    public bool Exist(OpenedModelSet set, string modality) => Own(set, modality).Count > 0 || Remote(set, modality).Any();

    private bool HasOffered(EncoderKey key) => offers.Of(SiloAddress.FromParsableString(key.Silo)).ModelSets.Contains(key.ModelSet);

    private IEnumerable<EncoderKey> Remote(OpenedModelSet set, string modality) =>
        from silo in members.GetActiveSilos()
        where set.Modalities.Contains(modality) && !silo.Equals(local.SiloAddress)
        let offer = offers.Of(silo)
        from device in offer.Devices
        select new EncoderKey(silo.ToParsableString(), device, modality, set.Id);

    private T[] Turned<T>(IEnumerable<T> all)
    {
        T[] list = [.. all];
        if (list.Length < 2) return list;
        var first = (int)((uint)Interlocked.Increment(ref _turn) % list.Length);
        return [.. list.AsSpan(first), .. list.AsSpan(0, first)];
    }
}

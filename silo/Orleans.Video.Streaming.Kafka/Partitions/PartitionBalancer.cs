using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// Which silo reads which partition: as many each, give or take one, and few that move when a silo comes or goes. Every silo computes it alone from
/// the cluster's membership. For a moment two silos may disagree and both read a partition: events then come twice, which changes nothing.
/// </summary>
internal sealed class PartitionBalancer(IServiceProvider services, ILogger<PartitionBalancer> logger) : QueueBalancerBase(services, logger)
{
    private QueueId[] _queues = [];
    private HashSet<SiloAddress> _active = [];

    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _queues = [.. queueMapper.GetAllQueues().Order()];
        return base.Initialize(queueMapper);
    }

    public override IEnumerable<QueueId> GetMyQueues() => [.. Share(_queues, Volatile.Read(ref _active)).Where(owned => owned.Silo.Equals(SiloAddress)).Select(owned => owned.Queue)];

    /// <summary>
    /// Each queue goes to the silo that scores highest for it (rendezvous hashing, Thaler and Ravishankar 1998) among those that do not have
    /// their share yet.
    /// </summary>
    internal static IEnumerable<(QueueId Queue, SiloAddress Silo)> Share(IReadOnlyList<QueueId> queues, IReadOnlyCollection<SiloAddress> silos)
    {
        if (silos.Count == 0) yield break;
        // So many silos get one more than the others.
        var (least, more) = Math.DivRem(queues.Count, silos.Count);
        var shares = silos.ToDictionary(silo => silo, _ => 0);
        foreach (var queue in queues)
        {
            var silo = silos
                .Where(one => shares[one] < least || (shares[one] == least && more > 0))
                .MaxBy(one => (Score(queue, one), one))!;
            if (++shares[silo] > least) more--;
            yield return (queue, silo);
        }
    }

    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        Volatile.Write(ref _active, activeSilos);
        NotifyListeners().Ignore();
    }

    // Both hashes are the same in every process; the finalizer of SplitMix64 (Steele, Lea and Flood 2014) mixes them.
    private static ulong Score(QueueId queue, SiloAddress silo)
    {
        var mixed = ((ulong)(uint)silo.GetConsistentHashCode() << 32) | queue.GetUniformHashCode();
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

using System.Collections.Concurrent;
using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Encoders;

/// <summary>
/// What this silo knows of how much waits where: of its own encoders exactly, of the others' what they told and what was sent to them
/// since. What was told long ago is not believed any more.
/// </summary>
internal sealed class EncoderLoadBoard(ILocalSiloDetails local, VideoPipelineOptions options, TimeProvider time)
{
    private const int IntervalsBelieved = 5;

    private readonly ConcurrentDictionary<EncoderKey, EncoderQueue> _queues = new();
    private readonly ConcurrentDictionary<EncoderKey, int> _inFlight = new();
    private readonly ConcurrentDictionary<EncoderKey, Told> _told = new();
    private readonly ConcurrentDictionary<string, long> _suspects = new();
    private TaskCompletionSource? _room;

    /// <summary>For how long a report, or a failure, is believed.</summary>
    public TimeSpan Believed { get; } = options.LoadReportInterval * IntervalsBelieved;

    /// <summary>Completes when requests have left the queue of an encoder of this silo after now.</summary>
    public Task NextRoom
    {
        get
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _room, mine, null) ?? mine).Task;
        }
    }

    /// <summary>Says that requests have left a queue of this silo.</summary>
    public void RoomMade() => Interlocked.Exchange(ref _room, null)?.TrySetResult();

    /// <summary>Adds an encoder of this silo that is warm.</summary>
    public void Add(EncoderKey key, EncoderQueue queue) => _queues[key] = queue;

    /// <summary>Takes an encoder of this silo away.</summary>
    public void Remove(EncoderKey key)
    {
        _queues.TryRemove(key, out _);
        RoomMade();
    }

    /// <summary>What to tell the other silos.</summary>
    public EncoderLoadReport Report() => new(local.SiloAddress.ToParsableString(), [.. _queues.Values.Select(queue => queue.Load)]);

    /// <summary>Takes what another silo told: the whole of its encoders.</summary>
    public void Accept(EncoderLoadReport report)
    {
        if (report.Silo == local.SiloAddress.ToParsableString()) return;
        var now = time.GetTimestamp();
        foreach (var load in report.Loads) _told[new EncoderKey(report.Silo, load.Device, load.Modality, load.ModelSet)] = new Told(load.Depth, load.OldestWait, now);
        _suspects.TryRemove(report.Silo, out _);
    }

    /// <summary>Notes that an encoder of another silo has answered "busy".</summary>
    public void Full(EncoderKey key)
    {
        if (_queues.ContainsKey(key)) return;
        _told[key] = new Told(options.EncoderQueueLength, _told.TryGetValue(key, out var known) ? known.OldestWait : TimeSpan.Zero, time.GetTimestamp());
    }

    /// <summary>Notes that a silo did not answer: it comes last until it is heard of, or for a while.</summary>
    public void Suspect(string silo) => _suspects[silo] = time.GetTimestamp();

    /// <summary>Whether a silo did not answer lately.</summary>
    public bool IsSuspect(string silo) => _suspects.TryGetValue(silo, out var since) && time.GetElapsedTime(since) < Believed;

    /// <summary>How much waits for an encoder, as far as is known here; null for one of another silo that has told nothing lately.</summary>
    public KnownLoad? Of(EncoderKey key)
    {
        var sent = _inFlight.GetValueOrDefault(key);
        // A request that was sent is soon in the count that the queue gives, and must not count twice.
        if (_queues.TryGetValue(key, out var queue)) return queue.Load is var load ? new KnownLoad(Math.Max(sent, load.Depth), load.OldestWait) : null;
        if (key.Silo == local.SiloAddress.ToParsableString()) return new KnownLoad(sent, TimeSpan.Zero);
        return _told.TryGetValue(key, out var told) && time.GetElapsedTime(told.When) < Believed ? new KnownLoad(Math.Max(sent, told.Depth), told.OldestWait) : null;
    }

    /// <summary>Counts a request that is sent to an encoder, until <see cref="Received"/>.</summary>
    public void Sent(EncoderKey key) => _inFlight.AddOrUpdate(key, 1, static (_, count) => count + 1);

    /// <summary>Counts a request as answered, however that went.</summary>
    public void Received(EncoderKey key)
    {
        var left = _inFlight.AddOrUpdate(key, 0, static (_, count) => count - 1);
        if (left == 0) _inFlight.TryRemove(KeyValuePair.Create(key, 0));
    }

    /// <summary>Forgets what silos told that are no longer in the cluster.</summary>
    public void Keep(IReadOnlySet<string> silos)
    {
        foreach (var key in _told.Keys)
            if (!silos.Contains(key.Silo)) _told.TryRemove(key, out _);
        foreach (var silo in _suspects.Keys)
            if (!silos.Contains(silo)) _suspects.TryRemove(silo, out _);
    }

    /// <summary>How much waits.</summary>
    public readonly record struct KnownLoad(int Depth, TimeSpan OldestWait);

    private sealed record Told(int Depth, TimeSpan OldestWait, long When);
}

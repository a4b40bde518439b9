using Orleans.Video.Media.Children;

namespace Orleans.Video.Media.Reading;

/// <summary>Packets in the order of their time, from one child or from two.</summary>
internal sealed class PacketSource : IAsyncDisposable
{
    private readonly List<Lane> _lanes;
    private Lane? _current;

    public PacketSource(IEnumerable<MediaChild> children, int largestPayload) =>
        _lanes = [.. children.Select(child => new Lane(child, new MatroskaReader(child.Output, largestPayload)))];

    /// <summary>The children, for their messages and ends.</summary>
    public IEnumerable<MediaChild> Children => _lanes.Select(lane => lane.Child);

    /// <summary>The next packet, or null when all children have sent everything.</summary>
    public async ValueTask<MediaPacket?> NextAsync(CancellationToken ct)
    {
        Lane? earliest = null;
        foreach (var lane in _lanes)
        {
            if (lane.NeedsNext) await lane.AdvanceAsync(ct);
            if (lane.Head is { } head && (earliest?.Head is not { } other || head.Milliseconds < other.Milliseconds)) earliest = lane;
        }

        _current = earliest;
        if (earliest is null) return null;
        earliest.NeedsNext = true;
        return earliest.Head;
    }

    /// <summary>Reads the next bytes of the packet's payload; what is not read is skipped.</summary>
    public ValueTask ReadPayloadAsync(Memory<byte> target, CancellationToken ct) => _current!.Reader.ReadPayloadAsync(target, ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes) await lane.Child.DisposeAsync();
    }

    private sealed class Lane(MediaChild child, MatroskaReader reader)
    {
        public MediaChild Child => child;

        public MatroskaReader Reader => reader;

        public MediaPacket? Head { get; private set; }

        public bool NeedsNext { get; set; } = true;

        public async ValueTask AdvanceAsync(CancellationToken ct)
        {
            Head = await reader.NextAsync(ct);
            NeedsNext = false;
        }
    }
}

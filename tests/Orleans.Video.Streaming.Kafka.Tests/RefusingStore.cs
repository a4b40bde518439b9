using System.Collections.Concurrent;
using Orleans.Video.Storage;

namespace Orleans.Video.Streaming.Kafka.Tests;

/// <summary>A store that notes what is durable, and refuses what it is told to refuse.</summary>
internal sealed class RefusingStore(IObjectStore inner) : IObjectStore
{
    private readonly ConcurrentDictionary<string, byte> _durable = new();

    /// <summary>Whether a put of an object is refused now.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    public bool IsDurable(string name) => _durable.ContainsKey(name);

    public bool IsVideoDurable(string videoId) => IsDurable(ObjectGrainStorage.ObjectNameOf("video", videoId));

    public ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default) => inner.GetAsync(name, ct);

    public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default) => inner.OpenReadAsync(name, ct);

    public async ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default)
    {
        if (Refuses(name)) throw new ObjectStoreException($"object '{name}' was refused by the test", name);
        var tag = await inner.PutAsync(name, content, condition, ct);
        _durable[name] = 0;
        return tag;
    }

    public ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default) =>
        inner.PutStreamAsync(name, content, maxBytes, condition, ct);

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default) => inner.ListAsync(prefix, ct);

    public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default) => inner.DeleteAsync(name, condition, ct);
}

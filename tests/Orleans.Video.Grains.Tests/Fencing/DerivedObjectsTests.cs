using Orleans.Video.Grains.Fencing;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Fencing;

public sealed class DerivedObjectsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public DerivedObjectsTests() => _store = new FileObjectStore(_folder.Path);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_of_two_writers_counts_and_the_second_is_given_what_is_there()
    {
        var derived = new DerivedObjects(_store, new Lives(true));
        Assert.Equal("first"u8.ToArray(), (await derived.WriteOnceAsync("vectors/a", "first"u8.ToArray(), "v", default, "r")).ToArray());
        Assert.Equal("first"u8.ToArray(), (await derived.WriteOnceAsync("vectors/a", "other"u8.ToArray(), "v", default, "r")).ToArray());
    }

    [Fact]
    public async Task A_writer_whose_video_was_erased_meanwhile_leaves_nothing()
    {
        var derived = new DerivedObjects(_store, new Lives(false));
        await Assert.ThrowsAsync<VideoSupersededException>(() => derived.WriteOnceAsync("vectors/a", "late"u8.ToArray(), "v", default, "r"));
        await Assert.ThrowsAsync<VideoSupersededException>(() => derived.ReplaceAsync("vectors/text", "late"u8.ToArray(), null, "v", default));
        Assert.Null(await _store.GetAsync("vectors/a", Cancelled));
        Assert.Null(await _store.GetAsync("vectors/text", Cancelled));
    }

    [Fact]
    public async Task A_writer_that_came_too_late_deletes_only_what_it_wrote_itself()
    {
        await _store.PutAsync("vectors/a", "successor's"u8.ToArray(), ct: Cancelled);
        var derived = new DerivedObjects(_store, new Lives(false));
        await Assert.ThrowsAsync<VideoSupersededException>(() => derived.WriteOnceAsync("vectors/a", "late"u8.ToArray(), "v", default, "r"));
        Assert.NotNull(await _store.GetAsync("vectors/a", Cancelled));
    }

    [Fact]
    public async Task A_deletion_takes_only_the_versions_that_it_listed()
    {
        await _store.PutAsync("vectors/v/1", "one"u8.ToArray(), ct: Cancelled);
        await _store.PutAsync("vectors/v/2", "two"u8.ToArray(), ct: Cancelled);
        // The successor writes between the listing and the deletion: when the video's state is compared.
        var fence = new VideoFence(new Intercepted(_store, async name =>
        {
            if (name.StartsWith("state/", StringComparison.Ordinal)) await _store.PutAsync("vectors/v/1", "successor's"u8.ToArray(), ct: Cancelled);
        }));
        await fence.DeleteAsync("vectors/v/", _ => true, "v", new VideoClaim(null, null));
        Assert.Equal("successor's"u8.ToArray(), (await _store.GetAsync("vectors/v/1", Cancelled))!.Content.ToArray());
        Assert.Null(await _store.GetAsync("vectors/v/2", Cancelled));
    }

    [Fact]
    public async Task A_deletion_whose_claim_is_no_longer_true_deletes_nothing()
    {
        await _store.PutAsync("vectors/v/1", "one"u8.ToArray(), ct: Cancelled);
        var etag = await _store.PutAsync(ObjectGrainStorage.ObjectNameOf(VideoFence.RecordState, "v"), "{}"u8.ToArray(), ct: Cancelled);
        var fence = new VideoFence(_store);
        await Assert.ThrowsAsync<VideoSupersededException>(() => fence.DeleteAsync("vectors/v/", _ => true, "v", new VideoClaim("older", null)));
        await Assert.ThrowsAsync<VideoSupersededException>(() => fence.DeleteAsync("vectors/v/", _ => true, "v", new VideoClaim(etag, "erased since")));
        Assert.NotNull(await _store.GetAsync("vectors/v/1", Cancelled));
        await fence.DeleteAsync("vectors/v/", _ => true, "v", new VideoClaim(etag, null));
        Assert.Null(await _store.GetAsync("vectors/v/1", Cancelled));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private sealed class Lives(bool current) : IVideoLives
    {
        public Task<bool> IsCurrentAsync(string videoId, VideoLife life, string? revision, bool toLearn) => Task.FromResult(current);
    }

    /// <summary>Does something before each read of an object.</summary>
    private sealed class Intercepted(IObjectStore inner, Func<string, Task> before) : IObjectStore
    {
        public async ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default)
        {
            await before(name);
            return await inner.GetAsync(name, ct);
        }

        public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default) => inner.OpenReadAsync(name, ct);

        public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default) => inner.PutAsync(name, content, condition, ct);

        public ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default) =>
            inner.PutStreamAsync(name, content, maxBytes, condition, ct);

        public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default) => inner.ListAsync(prefix, ct);

        public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default) => inner.DeleteAsync(name, condition, ct);
    }
}

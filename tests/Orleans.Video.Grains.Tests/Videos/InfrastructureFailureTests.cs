using Orleans.Video.Grains.Videos;
using Orleans.Video.Media;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class InfrastructureFailureTests
{
    [Fact]
    public void Only_the_media_itself_can_fail_a_video()
    {
        var store = new ObjectStoreException("gone");
        Assert.True(InfrastructureFailure.IsToBlame(store));
        Assert.True(InfrastructureFailure.IsToBlame(new TimeoutException()));
        Assert.True(InfrastructureFailure.IsToBlame(new SiloUnavailableException("lost")));
        Assert.True(InfrastructureFailure.IsToBlame(new MediaException(MediaFailure.Network, "the store", store)));
        Assert.True(InfrastructureFailure.IsToBlame(new MediaException(MediaFailure.ToolMissing, "no ffmpeg")));
        Assert.True(InfrastructureFailure.IsToBlame(new AggregateException(store, store)));
        Assert.False(InfrastructureFailure.IsToBlame(new AggregateException(store, new InvalidOperationException())));
        Assert.False(InfrastructureFailure.IsToBlame(new MediaException(MediaFailure.Network, "its server", new HttpRequestException())));
        Assert.False(InfrastructureFailure.IsToBlame(new MediaException(MediaFailure.Damaged, "broken")));
        Assert.False(InfrastructureFailure.IsToBlame(new InvalidOperationException()));
    }

    [Fact]
    public async Task A_store_that_fails_far_more_often_than_media_may_makes_a_video_late_and_not_failed()
    {
        FailingStore? failing = null;
        await using var pipeline = await TestPipeline.StartAsync(
            new VideoPipelineOptions { Shards = 2, RetryDelay = TimeSpan.FromMilliseconds(1), LongestRetryDelay = TimeSpan.FromMilliseconds(5), MaxAttempts = 1 },
            store => failing = new FailingStore(store));
        await pipeline.UploadAsync("a", SampleVideos.Mp4(60), "late");
        await pipeline.WaitAsync("a", status => status.Segments > 0);
        failing!.FailNext(40);
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Equal((8, 0), (status.Segments, status.Attempt));
        await pipeline.UpdateAsync("a", 2, "on time");
        Assert.Equal(["a"], await pipeline.FindAsync("time"));
    }

    private sealed class FailingStore(IObjectStore inner) : IObjectStore
    {
        private int _left;

        public void FailNext(int calls) => Volatile.Write(ref _left, calls);

        public ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default) => Or(() => inner.GetAsync(name, ct));

        public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default) => Or(() => inner.OpenReadAsync(name, ct));

        public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default) =>
            Or(() => inner.PutAsync(name, content, condition, ct));

        public ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default) =>
            Or(() => inner.PutStreamAsync(name, content, maxBytes, condition, ct));

        public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default)
        {
            Refuse();
            return inner.ListAsync(prefix, ct);
        }

        public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default) => Or(() => inner.DeleteAsync(name, condition, ct));

        private async ValueTask<T> Or<T>(Func<ValueTask<T>> call)
        {
            Refuse();
            return await call();
        }

        private void Refuse()
        {
            if (Interlocked.Decrement(ref _left) >= 0) throw new ObjectStoreException("the store is gone, as this test wants it");
        }
    }
}

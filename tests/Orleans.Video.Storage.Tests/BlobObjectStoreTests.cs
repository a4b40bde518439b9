using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using Xunit;

namespace Orleans.Video.Storage.Tests;

/// <summary>The contract on Azurite, and what only a service can do wrong.</summary>
public sealed class BlobObjectStoreTests(AzuriteFixture azurite) : ObjectStoreContract
{
    private readonly List<BlobContainerClient> _containers = [];

    protected override long Histories => 12;

    protected override async Task<IObjectStore> OpenEmptyAsync() => new BlobObjectStore(await NewContainerAsync(), "some/prefix");

    public override async ValueTask DisposeAsync()
    {
        foreach (var container in _containers) await container.DeleteIfExistsAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Stores_with_different_prefixes_do_not_see_each_other()
    {
        var container = await NewContainerAsync();
        var whole = new BlobObjectStore(container);
        var part = new BlobObjectStore(container, "part/");
        await part.PutAsync("a", Bytes("in part"), ct: Ct);
        await whole.PutAsync("a", Bytes("in whole"), ct: Ct);
        Assert.Equal("in part", System.Text.Encoding.UTF8.GetString((await part.GetAsync("a", Ct))!.Content.Span));
        var listed = new List<string>();
        await foreach (var entry in whole.ListAsync("", Ct)) listed.Add(entry.Name);
        Assert.Equal(["a", "part/a"], listed);
        Assert.Throws<ArgumentException>(() => new BlobObjectStore(container, "../x"));
        Assert.Throws<ArgumentException>(() => new BlobObjectStore(container, new string('p', 121)));
    }

    [Fact]
    public async Task A_put_that_broke_off_commits_no_blob_and_does_not_harm_the_next()
    {
        // Azurite takes the blocks that it left for a blob when the next put may not replace one.
        var container = await NewContainerAsync();
        var store = new BlobObjectStore(container);
        using var broken = new DrippingStream(new byte[9 * 1024 * 1024], atEnd: () => throw new InvalidDataException());
        await Assert.ThrowsAsync<InvalidDataException>(async () => await store.PutStreamAsync("a", broken, long.MaxValue, ct: Ct));
        Assert.False(await container.GetBlobClient("a").ExistsAsync(Ct));
        await store.PutAsync("a", Bytes("next"), PutCondition.IfAbsent, Ct);
        var blocks = await container.GetBlockBlobClient("a").GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: Ct);
        Assert.Empty(blocks.Value.UncommittedBlocks);
    }

    [Fact]
    public async Task A_streamed_put_that_another_writer_overtook_is_refused()
    {
        var store = new BlobObjectStore(await NewContainerAsync());
        using var overtaken = new DrippingStream(new byte[9 * 1024 * 1024], atEnd: () =>
            store.PutAsync("a", new byte[10_000_000], ct: Ct).AsTask().GetAwaiter().GetResult());
        await Assert.ThrowsAsync<ObjectConflictException>(async () => await store.PutStreamAsync("a", overtaken, long.MaxValue, ct: Ct));
        Assert.Equal(10_000_000, (await store.GetAsync("a", Ct))!.Content.Length);
    }

    [Fact]
    public async Task A_stream_whose_blob_was_replaced_fails_instead_of_mixing_versions()
    {
        await Store.PutAsync("a", new byte[6_000_000], ct: Ct);
        await using var stream = await Store.OpenReadAsync("a", Ct);
        await Store.PutAsync("a", Bytes("other"), ct: Ct);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(async () =>
        {
            stream!.Position = 5_900_000;
            await stream.ReadExactlyAsync(new byte[100], Ct);
        });
        Assert.Contains("replaced", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_was_deleted_is_named_with_a_remedy()
    {
        var container = await NewContainerAsync();
        var store = new BlobObjectStore(container);
        await store.PutAsync("a", Bytes("x"), ct: Ct);
        await container.DeleteAsync(cancellationToken: Ct);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.GetAsync("a", Ct));
        Assert.Contains(container.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("create it", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.DeleteAsync("a", ct: Ct));
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.PutAsync("a", Bytes("x"), ct: Ct));
        await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.ListAsync("", Ct).GetAsyncEnumerator(Ct).MoveNextAsync());
    }

    [Fact]
    public async Task A_key_that_may_only_read_gives_a_refusal_with_a_remedy()
    {
        var container = await NewContainerAsync();
        await new BlobObjectStore(container).PutAsync("a", Bytes("x"), ct: Ct);
        var readOnly = new BlobObjectStore(new BlobContainerClient(
            container.GenerateSasUri(BlobContainerSasPermissions.Read, DateTimeOffset.MaxValue.AddYears(-7000)), NoRetries()));
        Assert.NotNull(await readOnly.GetAsync("a", Ct));
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(async () => await readOnly.PutAsync("a", Bytes("y"), ct: Ct));
        Assert.Contains("access was denied", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_named_with_a_remedy()
    {
        // Port 9 of the loopback: nobody listens.
        var nobody = new BlobContainerClient(
            $"DefaultEndpointsProtocol=http;AccountName=x;AccountKey={Convert.ToBase64String(new byte[64])};BlobEndpoint=http://127.0.0.1:9/x;", "c", NoRetries());
        var store = new BlobObjectStore(nobody);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(async () => await store.GetAsync("a", Ct));
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsDiskFull);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_no_failure_of_the_store()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.PutAsync("a", Bytes("x"), ct: cancelled.Token));
    }

    private static BlobClientOptions NoRetries() => new() { Retry = { MaxRetries = 0, Mode = RetryMode.Fixed, NetworkTimeout = TimeSpan.FromSeconds(20) } };

    private async Task<BlobContainerClient> NewContainerAsync()
    {
        var container = await azurite.NewContainerAsync();
        lock (_containers) _containers.Add(container);
        return container;
    }
}

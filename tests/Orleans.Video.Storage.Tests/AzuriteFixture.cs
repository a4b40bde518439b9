using Azure.Storage.Blobs;
using Orleans.Video.Storage.Tests;
using Orleans.Video.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Orleans.Video.Storage.Tests;

/// <summary>One Azurite for the whole run, started by the first test that asks for it. Each test takes a container of its own.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Task<Azurite>? _azurite;

    public async Task<BlobContainerClient> NewContainerAsync()
    {
        Task<Azurite> azurite;
        lock (_gate) azurite = _azurite ??= Azurite.RequireAsync();
        return new((await azurite).ConnectionString, $"c{Guid.NewGuid():N}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is { IsCompletedSuccessfully: true }) await (await _azurite).DisposeAsync();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Storage.Tests;

public sealed class GrainStorageClusterTests
{
    [Fact]
    public async Task State_outlives_the_activation_and_the_cluster()
    {
        using var folder = new TemporaryFolder();
        using (var store = new FileObjectStore(folder.Path))
        {
            await using var cluster = await StartAsync(store);
            var grain = cluster.Client.GetGrain<ICounterGrain>("A video/1");
            Assert.Equal(1, await grain.AddAsync("one"));
            Assert.Equal(2, await grain.AddAsync("two"));
            await cluster.DeactivateAsync(grain);
            Assert.Equal(3, await grain.AddAsync("three"));

            // Somebody else writes behind the activation's back: it must not win, and goes on from what is stored.
            await store.PutAsync(ObjectGrainStorage.ObjectNameOf("counter", "A video/1"), "{\"Entries\":[\"x\"]}"u8.ToArray(), ct: TestContext.Current.CancellationToken);
            await Assert.ThrowsAsync<InconsistentStateException>(() => grain.AddAsync("lost"));
            Assert.Equal(2, await grain.AddAsync("y"));
        }

        using (var store = new FileObjectStore(folder.Path))
        {
            await using var cluster = await StartAsync(store);
            var grain = cluster.Client.GetGrain<ICounterGrain>("A video/1");
            Assert.Equal(["x", "y"], await grain.EntriesAsync());
            await grain.ClearAsync();
            Assert.Empty(await grain.EntriesAsync());
            await foreach (var entry in store.ListAsync(ObjectGrainStorage.Folder)) Assert.Fail($"{entry.Name} is still there");
        }
    }

    private static async Task<InProcessTestCluster> StartAsync(FileObjectStore store)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            // As an instance, so that the container does not dispose it.
            silo.Services.AddSingleton<IObjectStore>(store);
            silo.AddObjectGrainStorage();
            silo.AddObjectGrainStorage("named");
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}

internal interface ICounterGrain : IGrainWithStringKey
{
    Task<int> AddAsync(string entry);

    Task<List<string>> EntriesAsync();

    Task ClearAsync();
}

internal sealed class CounterState
{
    public List<string> Entries { get; set; } = [];
}

internal sealed class CounterGrain([PersistentState("counter", "named")] IPersistentState<CounterState> state) : Grain, ICounterGrain
{
    public async Task<int> AddAsync(string entry)
    {
        state.State.Entries.Add(entry);
        await state.WriteStateAsync();
        return state.State.Entries.Count;
    }

    public Task<List<string>> EntriesAsync() => Task.FromResult(state.State.Entries);

    public Task ClearAsync() => state.ClearStateAsync();
}

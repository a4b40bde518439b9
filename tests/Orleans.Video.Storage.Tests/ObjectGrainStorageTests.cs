using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Storage.Tests;

public sealed class ObjectGrainStorageTests : IDisposable
{
    private static readonly GrainId s_grain = GrainId.Create("video", "a/B é");

    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;
    private readonly ObjectGrainStorage _storage;

    public ObjectGrainStorageTests()
    {
        _store = new(_folder.Path);
        var serializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));
        var activators = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<IActivatorProvider>();
        _storage = new(_store, serializer, activators);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task State_that_was_never_written_reads_as_a_new_one()
    {
        var state = new GrainState<Progress>(new() { Segment = 9 }, "stale") { RecordExists = true };
        await _storage.ReadStateAsync("progress", s_grain, state, Ct);
        Assert.Equal(0, state.State!.Segment);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task Written_state_is_a_json_object_under_the_grains_key()
    {
        var state = new GrainState<Progress>(new() { Segment = 3, Title = "Straße" });
        await _storage.WriteStateAsync("progress", s_grain, state, Ct);
        Assert.True(state.RecordExists);
        var stored = await _store.GetAsync("state/progress/a%2f%42%20%c3%a9.json", Ct);
        Assert.Equal(stored!.ETag, state.ETag);
        Assert.Contains("\"Segment\":3", Encoding.UTF8.GetString(stored.Content.Span), StringComparison.Ordinal);

        var read = new GrainState<Progress>();
        await _storage.ReadStateAsync("progress", s_grain, read, Ct);
        Assert.Equal(state.State, read.State);
        Assert.Equal(state.ETag, read.ETag);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Of_two_activations_that_read_the_same_state_only_one_writes()
    {
        var first = new GrainState<Progress>(new() { Segment = 1 });
        var second = new GrainState<Progress>(new());
        await _storage.WriteStateAsync("progress", s_grain, first, Ct);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("progress", s_grain, second, Ct));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("progress", s_grain, second, Ct));

        await _storage.ReadStateAsync("progress", s_grain, second, Ct);
        second.State = new() { Segment = 2 };
        await _storage.WriteStateAsync("progress", s_grain, second, Ct);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("progress", s_grain, first, Ct));
        Assert.Equal(second.ETag, conflict.StoredEtag);
        Assert.Equal(first.ETag, conflict.CurrentEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("progress", s_grain, first, Ct));

        await _storage.ReadStateAsync("progress", s_grain, first, Ct);
        Assert.Equal(2, first.State!.Segment);
    }

    [Fact]
    public async Task Cleared_state_leaves_no_object_and_can_be_written_anew()
    {
        var state = new GrainState<Progress>(new() { Segment = 5 });
        await _storage.WriteStateAsync("progress", s_grain, state, Ct);
        var stale = new GrainState<Progress>(new(), state.ETag);
        await _storage.ClearStateAsync("progress", s_grain, state, Ct);
        Assert.Equal(0, state.State!.Segment);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
        await foreach (var entry in _store.ListAsync("", Ct)) Assert.Fail($"{entry.Name} is still there");

        await _storage.ClearStateAsync("progress", s_grain, state, Ct);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("progress", s_grain, stale, Ct));
        await _storage.WriteStateAsync("progress", s_grain, state, Ct);
        Assert.True(state.RecordExists);
    }

    [Fact]
    public async Task Damaged_state_is_named_with_a_remedy()
    {
        await _store.PutAsync(ObjectGrainStorage.ObjectNameOf("progress", "v"), Encoding.UTF8.GetBytes("{\"Segment\":"), ct: Ct);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(() =>
            _storage.ReadStateAsync("progress", GrainId.Create("video", "v"), new GrainState<Progress>(), Ct));
        Assert.Equal("state/progress/v.json", failure.ObjectName);
    }

    [Fact]
    public async Task Two_grain_types_cannot_share_a_state_name()
    {
        await _storage.ReadStateAsync("progress", GrainId.Create("video", "v"), new GrainState<Progress>(), Ct);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _storage.ReadStateAsync("progress", GrainId.Create("transcript", "v"), new GrainState<Progress>(), Ct));
        Assert.Contains("transcript", refusal.Message, StringComparison.Ordinal);
    }

    private sealed record Progress
    {
        public int Segment { get; init; }

        public string Title { get; init; } = "";
    }
}

using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Testing;
using Orleans.Video.Versions;
using Xunit;

namespace Orleans.Video.Grains.Tests.Versions;

/// <summary>A pipeline that begins with the small set of random weights and may move on to the trained one, whose vectors are of another width and which compares words with pictures.</summary>
internal sealed class TwoSets : IAsyncDisposable
{
    public const string First = "starter";
    public const string Second = "trained";

    private readonly TemporaryFolder _folder;

    private TwoSets(TemporaryFolder folder, TestPipeline pipeline) => (_folder, Pipeline) = (folder, pipeline);

    public TestPipeline Pipeline { get; }

    public string Models => _folder.Path;

    public IVersionsGrain Versions => Pipeline.Grains.GetGrain<IVersionsGrain>(0);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TwoSets> StartAsync(VideoPipelineOptions? options = null)
    {
        var folder = new TemporaryFolder();
        var trained = Directory.CreateDirectory(folder.File(Second)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestData.RepositoryRoot, "models", "starter"))) File.Copy(file, Path.Combine(trained, Path.GetFileName(file)));
        var manifest = Path.Combine(trained, "manifest.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Cancelled)).Replace("\"id\": \"starter\"", $"\"id\": \"{Second}\"", StringComparison.Ordinal), Cancelled);
        return new TwoSets(folder, await TestPipeline.StartAsync(
            options ?? new VideoPipelineOptions { Shards = 2, RetryDelay = TimeSpan.FromMilliseconds(20), Speech = false }, models: folder.Path));
    }

    public async Task ReadAsync(params (string Id, string Uri)[] videos)
    {
        foreach (var (id, uri) in videos) await Pipeline.UploadAsync(id, uri, $"title {id}");
        foreach (var (id, _) in videos) await Pipeline.WaitUntilReadyAsync(id);
    }

    public async Task<FillProgress> FillAsync()
    {
        await DoneAsync(Versions.FillAsync(Second));
        await UntilAsync(status => status.Sets.Of(Second)!.State != KeptSetState.Filling, "the set is filled");
        return (await Versions.GetAsync()).Fills.Single(fill => fill.ModelSet == Second);
    }

    public static async Task DoneAsync(Task<VersionsReply> asked)
    {
        var reply = await asked;
        Assert.True(reply.Outcome == VersionsOutcome.Done, reply.Message);
    }

    public Task UntilAsync(Func<VersionsStatus, bool> condition, string name) =>
        Condition.HoldsAsync(async () => condition(await Versions.GetAsync()), name, Cancelled);

    /// <summary>The segments that a set made of a video.</summary>
    public async Task<IReadOnlyList<SegmentObject>> SegmentsAsync(string modelSet, string videoId)
    {
        var segments = new List<SegmentObject>();
        foreach (var name in await Pipeline.ListObjectsAsync(SegmentObject.VideoPrefix(modelSet, videoId)))
            if (!name.EndsWith("text.vec", StringComparison.Ordinal)) segments.Add(SegmentObject.Parse(name, (await Pipeline.Store.GetAsync(name, Cancelled))!.Content));
        return segments;
    }

    /// <summary>The names of the objects that contain these bytes.</summary>
    public async Task<string[]> HoldingAsync(ReadOnlyMemory<byte> bytes)
    {
        var found = new List<string>();
        foreach (var name in await Pipeline.ListObjectsAsync(""))
            if ((await Pipeline.Store.GetAsync(name, Cancelled)) is { } stored && stored.Content.Span.IndexOf(bytes.Span) >= 0) found.Add(name);
        return [.. found];
    }

    public async ValueTask DisposeAsync()
    {
        await Pipeline.DisposeAsync();
        _folder.Dispose();
    }
}

using System.Runtime.InteropServices;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Examples;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Examples;

/// <summary>What is kept of videos for learning, for how long, and who finds it.</summary>
public sealed class StoredExamplesTests
{
    private static readonly VideoPipelineOptions s_keeping = new() { Shards = 2, RetryDelay = TimeSpan.FromMilliseconds(20), KeepExamples = true };

    private static readonly string s_sample = SampleVideos.Mp4(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_video_that_may_be_learned_from_is_an_example_with_its_words_vectors_and_a_few_small_clips()
    {
        await using var pipeline = await TestPipeline.StartAsync(s_keeping);
        await ReadAsync(pipeline, "open", title: "A title", description: "A description");
        await ReadAsync(pipeline, "closed", learn: LearningLabel.Forbid);
        await pipeline.UploadAsync("private", s_sample, audience: Audience.Private);
        await pipeline.WaitUntilSettledAsync("private");

        // Beside the silo that has the folder open.
        using var store = new FileObjectReader(pipeline.ObjectsFolder);
        var examples = new StoredExamples(store, "starter");
        var example = Assert.Single(await ListAsync(examples));
        Assert.Equal(("open", 20), (example.VideoId, example.Seconds));
        Assert.Equal(["A title", "A description"], example.Texts.Take(2).Select(static kind => kind[0]));
        var first = SegmentObject.Parse("first", (await store.GetAsync(SegmentObject.Name("starter", "open", example.Revision, 0), Cancel))!.Content).Embedding;
        Assert.Equal(first.Visual, example.Visual[..first.Visual.Length]);
        Assert.Equal(first.Audio, example.Audio[..first.Audio.Length]);

        var clips = new List<Clips.ExampleClip>();
        await foreach (var clip in examples.ClipsAsync(example)) clips.Add(clip);
        Assert.Equal([4, 18], clips.Select(static clip => clip.Second));
        Assert.All(clips, static clip => Assert.Equal((clip.Pictures * clip.Height * clip.Width * 3, 16_000), (clip.Rgb.Length, clip.Samples.Length)));
        Assert.All(clips, static clip => Assert.InRange(clip.Pictures, 1, 64));
        var kept = 0L;
        await foreach (var entry in store.ListAsync("examples/", Cancel)) kept += entry.Length;
        Assert.InRange(kept, 1, 256 << 10);
        Assert.Empty(await pipeline.ListObjectsAsync("examples/closed/"));
    }

    [Fact]
    public async Task Nothing_is_kept_unless_the_operator_wants_it()
    {
        await using var pipeline = await TestPipeline.StartAsync();
        await ReadAsync(pipeline, "a");
        Assert.Empty(await pipeline.ListObjectsAsync("examples/"));
        Assert.Single(await ListAsync(new StoredExamples(pipeline.Store, "starter")));
        Assert.Empty(await ListAsync(new StoredExamples(pipeline.Store, "another")));
        Assert.Equal(["starter"], await StoredExamples.ModelSetsAsync(pipeline.Store, Cancel));
    }

    [Theory]
    [InlineData(null, LearningLabel.Forbid)]
    [InlineData(Audience.Friends, null)]
    public async Task A_label_or_an_audience_that_forbids_it_deletes_what_was_kept(string? audience, string? learn)
    {
        await using var pipeline = await TestPipeline.StartAsync(s_keeping);
        await ReadAsync(pipeline, "a");
        var examples = new StoredExamples(pipeline.Store, "starter");
        var example = Assert.Single(await ListAsync(examples));
        Assert.NotEmpty(await pipeline.ListObjectsAsync("examples/"));
        Assert.True(await examples.IsThereAsync(example.VideoId, example.Revision, example.Life));

        Assert.Equal(Intake.Accepted, (await pipeline.UpdateAsync("a", 2, audience: audience, learn: learn)).Outcome);
        Assert.Empty(await pipeline.ListObjectsAsync("examples/"));
        Assert.Empty(await ListAsync(examples));
        Assert.False(await examples.IsThereAsync(example.VideoId, example.Revision, example.Life));
        // A label says nothing of who may find it.
        Assert.Equal(learn is null ? VideoState.Rejected : VideoState.Ready, (await pipeline.WaitUntilSettledAsync("a")).State);
    }

    [Fact]
    public async Task A_silo_that_dies_over_the_deletion_leaves_it_to_its_successor()
    {
        var stuck = new StuckDeletes();
        await using var pipeline = await TestPipeline.StartAsync(s_keeping, inner => stuck.On(inner));
        await ReadAsync(pipeline, "a");
        stuck.IsStuck = true;
        Assert.Equal(Intake.Accepted, (await pipeline.UpdateAsync("a", 2, learn: LearningLabel.Forbid)).Outcome);
        Assert.NotEmpty(await pipeline.ListObjectsAsync("examples/"));
        stuck.IsStuck = false;
        await pipeline.KillAndRestartAsync();
        await Condition.HoldsAsync(async () => (await pipeline.ListObjectsAsync("examples/")).Length == 0, "the clips are deleted", Cancel);
    }

    [Fact]
    public async Task Erasing_a_video_leaves_none_of_its_examples_bytes_in_any_file_and_its_id_in_its_tombstone_alone()
    {
        await using var pipeline = await TestPipeline.StartAsync(s_keeping);
        await ReadAsync(pipeline, "xylograph", title: "Quite a particular title");
        await ReadAsync(pipeline, "kept", source: SampleVideos.Brief(2));
        var examples = new StoredExamples(pipeline.Store, "starter");
        var example = Assert.Single(await ListAsync(examples), static e => e.VideoId == "xylograph");
        var traces = new List<byte[]> { "Quite a particular title"u8.ToArray(), MemoryMarshal.AsBytes(example.Visual.AsSpan(0, 32)).ToArray(), MemoryMarshal.AsBytes(example.Audio.AsSpan(0, 32)).ToArray() };
        await foreach (var clip in examples.ClipsAsync(example))
        {
            traces.Add(clip.Rgb[..256]);
            traces.Add(MemoryMarshal.AsBytes(clip.Samples.AsSpan(0, 128)).ToArray());
        }

        Assert.All(traces, trace => Assert.NotEmpty(FilesWith(pipeline.ObjectsFolder, trace)));
        await pipeline.DeleteAsync("xylograph", 2);
        Assert.All(traces, trace => Assert.Empty(FilesWith(pipeline.ObjectsFolder, trace)));
        Assert.Empty(FilesWith(pipeline.ObjectsFolder, "xylograph"u8.ToArray()));
        Assert.Equal(
            ["state@/progress@/xylograph.json", "state@/video@/xylograph.json"],
            Directory.EnumerateFileSystemEntries(pipeline.ObjectsFolder, "*xylograph*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(pipeline.ObjectsFolder, path)).Order(StringComparer.Ordinal));
        Assert.Equal(["kept"], (await ListAsync(examples)).Select(static e => e.VideoId));
        Assert.False(await examples.IsThereAsync(example.VideoId, example.Revision, example.Life));
    }

    [Fact]
    public async Task A_new_revision_takes_the_clips_of_the_old_one_with_it()
    {
        await using var pipeline = await TestPipeline.StartAsync(s_keeping);
        await ReadAsync(pipeline, "a");
        var before = await pipeline.ListObjectsAsync("examples/");
        await pipeline.UploadAsync("a", SampleVideos.Brief(1), sequence: 2);
        await pipeline.WaitUntilReadyAsync("a");
        Assert.Empty((await pipeline.ListObjectsAsync("examples/")).Intersect(before));
        Assert.NotEmpty(await pipeline.ListObjectsAsync("examples/"));
    }

    private static async Task ReadAsync(TestPipeline pipeline, string id, string? title = null, string? description = null, string? learn = null, string? source = null)
    {
        await pipeline.UploadAsync(id, source ?? s_sample, title, description: description, learn: learn);
        await pipeline.WaitUntilReadyAsync(id);
    }

    private static async Task<List<StoredExample>> ListAsync(StoredExamples examples)
    {
        var found = new List<StoredExample>();
        await foreach (var example in examples.ListAsync(Cancel)) found.Add(example);
        return found;
    }

    private static string[] FilesWith(string folder, byte[] bytes) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != ".lock" && File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0)];

    /// <summary>A store that cannot delete clips while it is stuck.</summary>
    private sealed class StuckDeletes
    {
        public bool IsStuck { get; set; }

        public IObjectStore On(IObjectStore inner) => new Store(inner, this);

        private sealed class Store(IObjectStore inner, StuckDeletes owner) : IObjectStore
        {
            public ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default) => inner.GetAsync(name, ct);

            public ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default) => inner.OpenReadAsync(name, ct);

            public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default) => inner.PutAsync(name, content, condition, ct);

            public ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default) =>
                inner.PutStreamAsync(name, content, maxBytes, condition, ct);

            public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default) => inner.ListAsync(prefix, ct);

            public ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default) =>
                owner.IsStuck && name.StartsWith("examples/", StringComparison.Ordinal) ? throw new ObjectStoreException("the disk is away", name) : inner.DeleteAsync(name, condition, ct);
        }
    }
}

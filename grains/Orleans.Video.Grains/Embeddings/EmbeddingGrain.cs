using Orleans.Streams;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Embeddings;

/// <summary>Fuses, stores and publishes one video's vectors. It has no state beside the stored segments.</summary>
internal sealed class EmbeddingGrain(IObjectStore store, EncoderRouter router, ServingModelSet models, VideoPipelineOptions options) : Grain, IEmbeddingGrain
{
    private (string Revision, SegmentObject Segment)? _last;
    private (string Revision, int Segment)? _published;
    private string _modelSet = "";
    private string _videoId = "";
    private IAsyncStream<EmbeddingUpdate>? _updates;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_modelSet, _videoId) = EmbeddingKey.Parse(this.GetPrimaryKeyString());
        _updates = this.GetStreamProvider(VideoStreams.Provider).GetStream<EmbeddingUpdate>(VideoStreams.Embeddings, _videoId);
        return Task.CompletedTask;
    }

    public async Task<EmbeddingUpdate> AddSegmentAsync(SegmentVectors segment)
    {
        var before = segment.Segment == 0 ? RunningSums.Zero : (await LoadAsync(segment.Revision, segment.Segment - 1))?.Sums
            ?? throw new InvalidOperationException($"video {_videoId}: segment {segment.Segment} of revision {segment.Revision} came before segment {segment.Segment - 1}");
        var fused = models.Set.Manifest.Fusion is null
            ? new EncodeReply()
            : await router.EncodeAsync(Modality.Fusion, new FusionStep(segment.Visual, segment.Audio, segment.VideoPresent, segment.AudioPresent, before.FusionState));
        var embedding = new SegmentEmbedding(
            segment.Segment, segment.StartSecond, segment.VideoPresent.Length,
            segment.Visual, segment.Audio, fused.Vectors, segment.VideoPresent, segment.AudioPresent);
        var stored = new SegmentObject(embedding, before.Add(segment, fused.State, fused.Pooled));
        await store.PutAsync(SegmentObject.Name(_modelSet, _videoId, segment.Revision, segment.Segment), stored.ToBytes());
        _last = (segment.Revision, stored);
        var update = new EmbeddingUpdate(_videoId, segment.Segment, Describe(segment.Revision, stored));
        if (segment.Serve) await Index.AddSegmentAsync(_videoId, segment.Revision, embedding, update.Vectors);
        await PublishAsync(segment.Revision, update);
        return update;
    }

    public async Task<EmbeddingProgress> GetProgressAsync(string revision)
    {
        if (await LoadLastAsync(revision) is not { } stored) return default;
        // Durable comes before published: whatever interrupted the last segment may have left its update unpublished.
        var segment = stored.Embedding.Segment;
        if (_published != (revision, segment)) await PublishAsync(revision, new EmbeddingUpdate(_videoId, segment, Describe(revision, stored)));
        return new EmbeddingProgress(segment + 1, stored.Sums.Seconds);
    }

    public async Task<float[]?> PutTextAsync(string? text)
    {
        var name = SegmentObject.TextName(_modelSet, _videoId);
        if (string.IsNullOrWhiteSpace(text) || models.Set.Manifest.Text is null)
        {
            await store.DeleteAsync(name);
            return null;
        }

        var reply = await router.EncodeAsync(Modality.Text, new TextBatch([text]));
        await store.PutAsync(name, SegmentObject.TextBytes(reply.Vectors));
        return reply.Vectors;
    }

    public async Task KeepAsync(string? revision)
    {
        var keep = revision is null ? null : SegmentObject.RevisionPrefix(_modelSet, _videoId, revision);
        var text = SegmentObject.TextName(_modelSet, _videoId);
        await DeleteWhereAsync(name => name != text && (keep is null || !name.StartsWith(keep, StringComparison.Ordinal)));
    }

    public Task EraseAsync() => DeleteWhereAsync(_ => true);

    public async Task<VideoVectors?> GetVideoAsync(string revision) => await LoadLastAsync(revision) is { } stored ? Describe(revision, stored) : null;

    public async Task<SegmentEmbedding?> GetSegmentAsync(string revision, int segment) => (await LoadAsync(revision, segment))?.Embedding;

    private async Task PublishAsync(string revision, EmbeddingUpdate update)
    {
        await _updates!.OnNextAsync(update);
        _published = (revision, update.Segment);
    }

    private IIndexShardGrain Index =>
        GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(_modelSet, Sharding.ShardOf(_videoId, options.Shards).ToString()));

    private VideoVectors Describe(string revision, SegmentObject stored) => stored.Describe(_modelSet, revision, models.HasTrainedJointSpace);

    private async Task<SegmentObject?> LoadAsync(string revision, int segment)
    {
        if (_last is { } known && known.Revision == revision && known.Segment.Embedding.Segment == segment) return known.Segment;
        var name = SegmentObject.Name(_modelSet, _videoId, revision, segment);
        return await store.GetAsync(name) is { } found ? SegmentObject.Parse(name, found.Content) : null;
    }

    private async Task<SegmentObject?> LoadLastAsync(string revision)
    {
        if (_last is { } known && known.Revision == revision) return known.Segment;
        string? name = null;
        await foreach (var entry in store.ListAsync(SegmentObject.RevisionPrefix(_modelSet, _videoId, revision))) name = entry.Name;
        if (name is null || await store.GetAsync(name) is not { } found) return null;
        var stored = SegmentObject.Parse(name, found.Content);
        _last = (revision, stored);
        return stored;
    }

    private async Task DeleteWhereAsync(Func<string, bool> doomed)
    {
        _last = null;
        var names = new List<string>();
        await foreach (var entry in store.ListAsync(SegmentObject.VideoPrefix(_modelSet, _videoId)))
            if (doomed(entry.Name)) names.Add(entry.Name);
        // From the last segment back: whatever interrupts this, the segments that are left have no gap.
        for (var i = names.Count - 1; i >= 0; i--) await store.DeleteAsync(names[i]);
    }
}

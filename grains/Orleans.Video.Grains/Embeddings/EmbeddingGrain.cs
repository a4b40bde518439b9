using Orleans.Streams;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Embeddings;

/// <summary>Fuses, stores and publishes one video's vectors. It has no state beside the stored segments.</summary>
[DevicePlacementFilter]
internal sealed class EmbeddingGrain(
    IObjectStore store, DerivedObjects derived, VideoFence fence, EncoderRouter router, ServingModelSets models, VideoPipelineOptions options) : Grain, IEmbeddingGrain
{
    private (string Revision, SegmentObject Segment)? _last;
    private (TextObject Vector, string ETag)? _text;
    private (string Revision, int Segment)? _published;
    private string _modelSet = "";
    private OpenedModelSet? _set;
    private string _videoId = "";
    private IAsyncStream<EmbeddingUpdate>? _updates;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_modelSet, _videoId) = EmbeddingKey.Parse(this.GetPrimaryKeyString());
        _updates = this.GetStreamProvider(VideoStreams.Provider).GetStream<EmbeddingUpdate>(VideoStreams.Embeddings, _videoId);
        // Also of a set that is no longer kept something may be left to erase.
        _set = await models.FindAsync(_modelSet);
    }

    public async Task<EmbeddingUpdate> AddSegmentAsync(SegmentVectors segment)
    {
        var set = await SetAsync();
        var before = segment.Segment == 0 ? RunningSums.Zero : (await LoadAsync(segment.Revision, segment.Segment - 1))?.Sums
            ?? throw new InvalidOperationException($"video {_videoId}: segment {segment.Segment} of revision {segment.Revision} came before segment {segment.Segment - 1}");
        var fused = set.Set.Manifest.Fusion is null
            ? new EncodeReply()
            : await router.EncodeAsync(set, Modality.Fusion, new FusionStep(segment.Visual, segment.Audio, segment.VideoPresent, segment.AudioPresent, before.FusionState));
        var embedding = new SegmentEmbedding(
            segment.Segment, segment.StartSecond, segment.VideoPresent.Length,
            segment.Visual, segment.Audio, fused.Vectors, segment.VideoPresent, segment.AudioPresent);
        var name = SegmentObject.Name(_modelSet, _videoId, segment.Revision, segment.Segment);
        var made = new SegmentObject(embedding, before.Add(segment, fused.State, fused.Pooled));
        var stored = SegmentObject.Parse(name, await derived.WriteOnceAsync(name, made.ToBytes(), _videoId, segment.Life, segment.Revision, _modelSet));
        _last = (segment.Revision, stored);
        var update = new EmbeddingUpdate(_videoId, segment.Segment, Describe(segment.Revision, stored));
        if (segment.Serve) await Index.AddSegmentAsync(_videoId, segment.Revision, stored.Embedding, update.Vectors);
        await PublishAsync(segment.Revision, update);
        return update;
    }

    public async Task<EmbeddingProgress> GetProgressAsync(string revision) =>
        await LoadLastAsync(revision) is { } stored ? new EmbeddingProgress(stored.Embedding.Segment + 1, stored.Sums.Seconds) : default;

    public async Task<EmbeddingProgress> TakeOverAsync(string revision)
    {
        _last = null;
        if (await LoadLastAsync(revision) is not { } stored) return default;
        // Durable comes before published: whatever interrupted the last segment may have left its update unpublished.
        var segment = stored.Embedding.Segment;
        if (_published != (revision, segment)) await PublishAsync(revision, new EmbeddingUpdate(_videoId, segment, Describe(revision, stored)));
        return new EmbeddingProgress(segment + 1, stored.Sums.Seconds);
    }

    public async Task<float[]?> PutTextAsync(VideoText text)
    {
        var set = await SetAsync();
        var name = TextObject.Name(_modelSet, _videoId);
        var words = string.IsNullOrWhiteSpace(text.Text) || set.Set.Manifest.Text is null ? null : text.Text;
        while (true)
        {
            _text ??= await store.GetAsync(name) is { } found ? (TextObject.Parse(found.Content), found.ETag) : null;
            // Without words before and now there is nothing to keep; with words before, their absence is kept, lest an older text come back.
            if (words is null && _text is null) return null;
            if (_text is { } known && (known.Vector.Version > text.Version || known.Vector.IsOf(words))) return known.Vector.Vector;
            var vector = words is null ? null : (await router.EncodeAsync(set, Modality.Text, new TextBatch([words]))).Vectors;
            var made = TextObject.Of(words, text.Version, vector);
            try
            {
                _text = (made, await derived.ReplaceAsync(name, made.ToBytes(), _text?.ETag, _videoId, text.Life, _modelSet));
                return vector;
            }
            catch (ObjectConflictException)
            {
                _text = null;
            }
        }
    }

    public async Task KeepAsync(string? revision, VideoClaim claim)
    {
        var keep = revision is null ? null : SegmentObject.RevisionPrefix(_modelSet, _videoId, revision);
        var text = TextObject.Name(_modelSet, _videoId);
        await DeleteWhereAsync(name => name != text && (keep is null || !name.StartsWith(keep, StringComparison.Ordinal)), claim);
    }

    public Task EraseAsync(VideoClaim claim) => DeleteWhereAsync(_ => true, claim);

    public async Task<VideoVectors?> GetVideoAsync(string revision) => await LoadLastAsync(revision) is { } stored ? Describe(revision, stored) : null;

    public async Task<SegmentEmbedding?> GetSegmentAsync(string revision, int segment) => (await LoadAsync(revision, segment))?.Embedding;

    private async ValueTask<OpenedModelSet> SetAsync() => _set ??= await models.OpenAsync(_modelSet);

    private async Task PublishAsync(string revision, EmbeddingUpdate update)
    {
        await _updates!.OnNextAsync(update);
        _published = (revision, update.Segment);
    }

    private IIndexShardGrain Index =>
        GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(_modelSet, Sharding.ShardOf(_videoId, options.Shards).ToString()));

    private VideoVectors Describe(string revision, SegmentObject stored) => stored.Describe(_modelSet, revision, _set is { HasTrainedJointSpace: true });

    private async Task<SegmentObject?> LoadAsync(string revision, int segment)
    {
        if (_last is { } known && known.Revision == revision && known.Segment.Embedding.Segment == segment) return known.Segment;
        var name = SegmentObject.Name(_modelSet, _videoId, revision, segment);
        return await store.GetAsync(name) is { } found ? SegmentObject.Parse(name, found.Content) : null;
    }

    private async Task<SegmentObject?> LoadLastAsync(string revision)
    {
        if (_last is { } known && known.Revision == revision) return known.Segment;
        // Up to the first gap: what lies beyond it, a silo that was frozen has left there.
        var segments = 0;
        await foreach (var entry in store.ListAsync(SegmentObject.RevisionPrefix(_modelSet, _videoId, revision)))
        {
            if (entry.Name != SegmentObject.Name(_modelSet, _videoId, revision, segments)) break;
            segments++;
        }

        var name = SegmentObject.Name(_modelSet, _videoId, revision, segments - 1);
        if (segments == 0 || await store.GetAsync(name) is not { } found) return null;
        var stored = SegmentObject.Parse(name, found.Content);
        _last = (revision, stored);
        return stored;
    }

    private Task DeleteWhereAsync(Func<string, bool> doomed, VideoClaim claim)
    {
        (_last, _text) = (null, null);
        return fence.DeleteAsync(SegmentObject.VideoPrefix(_modelSet, _videoId), doomed, _videoId, claim);
    }
}

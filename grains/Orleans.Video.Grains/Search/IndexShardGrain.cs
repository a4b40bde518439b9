using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Grains.Catalog;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Transcripts;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Search;

/// <summary>Holds a shard's index in memory, and rebuilds it from the store when it is activated.</summary>
internal sealed class IndexShardGrain(IObjectStore store, ServingModelSets models) : Grain, IIndexShardGrain
{
    private string _modelSet = "";
    private OpenedModelSet? _set;
    private ShardIndex? _index;
    private CancellationTokenRegistration _leaving;

    private ShardIndex Index => _index!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_modelSet, var shard) = EmbeddingKey.Parse(this.GetPrimaryKeyString());
        _set = await models.OpenAsync(_modelSet);
        _index = new ShardIndex(_set.Set.Manifest);
        await foreach (var stored in CatalogObject.LoadAsync(store, CatalogObject.Prefix(int.Parse(shard)), cancellationToken))
            if (stored.Entry.Visible) await PutAsync(stored.Entry);
        DelayDeactivation(TimeSpan.MaxValue);
        _leaving = models.Leaving(_modelSet).UnsafeRegister(static index => ((IndexShardGrain)index!).DeactivateOnIdle(), this);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving.Unregister();
        _index?.Dispose();
        return Task.CompletedTask;
    }

    public async Task PutAsync(CatalogEntry entry)
    {
        if (!entry.Visible)
        {
            Index.Remove(entry.Id);
            return;
        }

        var text = await store.GetAsync(TextObject.Name(_modelSet, entry.Id)) is { } found ? TextObject.Parse(found.Content).Vector : null;
        if (entry.ServingRevision == Index.RevisionOf(entry.Id) && !HasGap(entry))
        {
            Index.PutText(entry, text);
            return;
        }

        // Everything is read before the first change, so that no query sees the video between two revisions.
        var segments = new List<SegmentObject>();
        var said = SpokenText.None;
        if (entry.ServingRevision is { } revision)
        {
            await foreach (var name in store.ListAsync(SegmentObject.RevisionPrefix(_modelSet, entry.Id, revision)))
                if (await store.GetAsync(name.Name) is { } segment) segments.Add(SegmentObject.Parse(name.Name, segment.Content));
            said = await TranscriptObject.LoadTextAsync(store, _modelSet, entry.Id, revision);
        }

        Index.ClearRevision(entry.Id);
        Index.PutText(entry, text);
        if (said.Sentences.Count > 0) Index.PutSentences(entry.Id, said.Sentences, said.Vectors);
        for (var i = 0; i < segments.Count; i++)
        {
            var last = i == segments.Count - 1 ? segments[i].Describe(_modelSet, entry.ServingRevision!, _set!.HasTrainedJointSpace) : null;
            Index.AddSegment(entry.Id, segments[i].Embedding, last);
        }
    }

    // A silo that died between storing a segment and adding it here has left one out; a video that is ready must have them all.
    private bool HasGap(CatalogEntry entry) => entry is { State: VideoState.Ready, ServingRevision: not null } && Index.VectorsOf(entry.Id)?.Seconds != entry.Seconds;

    public Task AddSegmentAsync(string videoId, string revision, SegmentEmbedding segment, VideoVectors video)
    {
        if (Index.RevisionOf(videoId) == revision) Index.AddSegment(videoId, segment, video);
        return Task.CompletedTask;
    }

    public Task PutSentencesAsync(string videoId, string revision, IReadOnlyList<Sentence> sentences, IReadOnlyList<float[]?> vectors)
    {
        if (Index.RevisionOf(videoId) == revision) Index.PutSentences(videoId, sentences, vectors);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string videoId)
    {
        Index.Remove(videoId);
        return Task.CompletedTask;
    }

    // A scan is CPU work: it runs beside the grain, which lets only other reads in meanwhile.
    public Task<ShardReply> QueryAsync(ShardQuery query) => Task.Run(() => Index.Query(query));

    public Task<VideoVectors?> GetVectorsAsync(string videoId) => Task.FromResult(Index.VectorsOf(videoId));
}

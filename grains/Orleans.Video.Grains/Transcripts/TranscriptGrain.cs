using System.Text.Json;
using Orleans.Streams;
using Orleans.Video.Catalog;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>Stores, indexes and publishes the words of one video, a segment at a time.</summary>
internal sealed class TranscriptGrain(IObjectStore store, VideoPipelineOptions options) : Grain, ITranscriptGrain
{
    private string _modelSet = "";
    private string _videoId = "";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_modelSet, _videoId) = EmbeddingKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task AddSegmentAsync(SegmentWords segment)
    {
        await store.PutAsync(TranscriptObject.Name(_modelSet, _videoId, segment), JsonSerializer.SerializeToUtf8Bytes(segment));
        if (segment.Serve && await GetAsync(segment.Revision) is { } transcript)
        {
            var index = GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(_modelSet, Sharding.ShardOf(_videoId, options.Shards).ToString()));
            await index.PutTranscriptAsync(_videoId, segment.Revision, transcript.Sentences);
        }

        var updates = this.GetStreamProvider(VideoStreams.Provider).GetStream<TranscriptUpdate>(VideoStreams.Transcripts, _videoId);
        await updates.OnNextAsync(new TranscriptUpdate(_videoId, segment));
    }

    public async Task KeepAsync(string? revision)
    {
        var keep = revision is null ? null : TranscriptObject.RevisionPrefix(_modelSet, _videoId, revision);
        var doomed = new List<string>();
        await foreach (var entry in store.ListAsync(TranscriptObject.VideoPrefix(_modelSet, _videoId)))
            if (keep is null || !entry.Name.StartsWith(keep, StringComparison.Ordinal)) doomed.Add(entry.Name);
        foreach (var name in doomed) await store.DeleteAsync(name);
    }

    public async Task<Transcript?> GetAsync(string revision)
    {
        var segments = await TranscriptObject.LoadAsync(store, _modelSet, _videoId, revision);
        if (segments.Count == 0) return null;
        var words = segments.SelectMany(segment => segment.Words).ToArray();
        return new Transcript(_videoId, revision, segments[0].Language, segments[0].Engine, words, SentenceSplitter.Of(words));
    }
}

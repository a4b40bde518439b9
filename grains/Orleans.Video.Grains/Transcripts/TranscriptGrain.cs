using System.Text.Json;
using Orleans.Streams;
using Orleans.Video.Catalog;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>Stores, indexes and publishes the words of one video, a segment at a time.</summary>
internal sealed class TranscriptGrain(IObjectStore store, DerivedObjects derived, VideoFence fence, VideoPipelineOptions options) : Grain, ITranscriptGrain
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
        var name = TranscriptObject.Name(_modelSet, _videoId, segment);
        segment = TranscriptObject.Parse(name, await derived.WriteOnceAsync(name, JsonSerializer.SerializeToUtf8Bytes(segment), _videoId, segment.Life, segment.Revision));
        if (segment.Serve && await GetAsync(segment.Revision) is { } transcript)
        {
            var index = GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(_modelSet, Sharding.ShardOf(_videoId, options.Shards).ToString()));
            await index.PutTranscriptAsync(_videoId, segment.Revision, transcript.Sentences);
        }

        var updates = this.GetStreamProvider(VideoStreams.Provider).GetStream<TranscriptUpdate>(VideoStreams.Transcripts, _videoId);
        await updates.OnNextAsync(new TranscriptUpdate(_videoId, segment));
    }

    public Task KeepAsync(string? revision, VideoClaim claim)
    {
        var keep = revision is null ? null : TranscriptObject.RevisionPrefix(_modelSet, _videoId, revision);
        return fence.DeleteAsync(
            TranscriptObject.VideoPrefix(_modelSet, _videoId), name => keep is null || !name.StartsWith(keep, StringComparison.Ordinal), _videoId, claim);
    }

    public async Task<Transcript?> GetAsync(string revision)
    {
        var segments = await TranscriptObject.LoadAsync(store, _modelSet, _videoId, revision);
        if (segments.Count == 0) return null;
        var words = segments.SelectMany(segment => segment.Words).ToArray();
        return new Transcript(_videoId, revision, segments[0].Language, segments[0].Engine, words, SentenceSplitter.Of(words));
    }
}

using Orleans.Streams;
using Orleans.Video.Catalog;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>Stores, indexes and publishes the words of one video, a segment at a time.</summary>
internal sealed class TranscriptGrain(
    IObjectStore store, DerivedObjects derived, VideoFence fence, EncoderRouter router, ServingModelSets models, VideoPipelineOptions options) : Grain, ITranscriptGrain
{
    // An index takes all sentences of a video at once: so it is told when a few percent more are there, and again when all are.
    private const double Growth = 1.1;

    private const int LargestTextBatch = 32;

    private string _modelSet = "";
    private string _videoId = "";
    private (string Revision, List<HeardSegment> Segments)? _heard;
    private int _indexed;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_modelSet, _videoId) = EmbeddingKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public Task AddSegmentAsync(SegmentWords segment) => StoreAsync(segment, null);

    public Task HearAsync(HeardWords heard) => StoreAsync(heard.Words, heard.Settled);

    public async Task<long?> GetSettledAsync(string revision, int segment)
    {
        var name = TranscriptObject.Name(_modelSet, _videoId, revision, segment);
        return await store.GetAsync(name) is { } found ? HeardSegment.Parse(name, found.Content).Settled : null;
    }

    public async Task CompleteAsync(string revision, VideoLife life)
    {
        // What was corrected while another model set served has vectors of that set only.
        if (await Corrections.LoadAsync(store, _videoId, revision) is { } found && !found.Corrections.HasVectorsOf(_modelSet) && found.Corrections.Sentences.Count > 0)
            await StoreAsync(revision, found.Corrections.Sentences, found, life);
        if (await TextAsync(revision) is { Sentences.Count: > 0 } text) await IndexAsync(revision, text);
    }

    public async Task<bool> CorrectAsync(string revision, IReadOnlyList<Sentence> sentences)
    {
        if (await GrainFactory.GetGrain<IVideoGrain>(_videoId).GetLifeAsync() is not { } life) return false;
        while (true)
        {
            var known = await Corrections.LoadAsync(store, _videoId, revision);
            if (known is null && sentences.Count == 0) return true;
            try
            {
                await StoreAsync(revision, sentences, known, life);
                break;
            }
            catch (ObjectConflictException)
            {
                // Somebody else corrected it at the same time: the later one counts.
            }
        }

        await IndexAsync(revision, await TextAsync(revision));
        return true;
    }

    public Task KeepAsync(string? revision, VideoClaim claim) => DeleteAsync(
        revision, name => revision is not null && name != Corrections.Name(_videoId, revision), claim);

    public Task EraseAsync(VideoClaim claim) => DeleteAsync(null, _ => true, claim);

    public async Task<Transcript?> GetAsync(string revision)
    {
        var segments = await HeardAsync(revision);
        var text = await TextAsync(revision);
        if (segments.Count == 0 && text.Words.Count == 0) return null;
        var words = segments.FirstOrDefault(segment => segment.Words.Count > 0) ?? segments.FirstOrDefault();
        return new Transcript(_videoId, revision, words?.Language ?? "und", words?.Engine ?? "people", text.Words, text.Sentences);
    }

    private async Task StoreAsync(SegmentWords words, long? settled)
    {
        // A silence that says nothing of where to go on either is not worth an object.
        if (words.Words.Count == 0 && settled is null) return;
        var name = TranscriptObject.Name(_modelSet, _videoId, words.Revision, words.Segment);
        var vectors = await EncodeAsync(SentenceSplitter.Of(words.Words));
        var made = new HeardSegment(words.Revision, words.Segment, words.Language, words.Engine, words.Words, words.Serve, words.Life, settled, HeardSegment.BytesOf(vectors));
        var stored = HeardSegment.Parse(name, await derived.WriteOnceAsync(name, made.ToBytes(), _videoId, words.Life, words.Revision, _modelSet));
        if (_heard is { } known && known.Revision == words.Revision)
        {
            known.Segments.RemoveAll(segment => segment.Segment == stored.Segment);
            known.Segments.Insert(known.Segments.FindIndex(segment => segment.Segment > stored.Segment) is >= 0 and var at ? at : known.Segments.Count, stored);
        }

        if (stored.Words.Count == 0) return;
        if (stored.Serve)
        {
            var count = (await HeardAsync(words.Revision)).Sum(segment => segment.Words.Count);
            if (count >= _indexed * Growth) await IndexAsync(words.Revision, await TextAsync(words.Revision));
        }

        // What is said is told once, as the set that serves heard it.
        if (models.Serving.Id != _modelSet) return;
        var updates = this.GetStreamProvider(VideoStreams.Provider).GetStream<TranscriptUpdate>(VideoStreams.Transcripts, _videoId);
        await updates.OnNextAsync(new TranscriptUpdate(_videoId, words with { Words = stored.Words }));
    }

    private async Task StoreAsync(string revision, IReadOnlyList<Sentence> sentences, (Corrections Corrections, string ETag)? known, VideoLife life)
    {
        var vectors = HeardSegment.BytesOf(await EncodeAsync(sentences));
        // Of the same sentences the vectors of other sets hold still.
        var made = known is { } there && there.Corrections.Sentences.SequenceEqual(sentences)
            ? there.Corrections.With(_modelSet, vectors)
            : new Corrections(sentences, _modelSet, vectors);
        await derived.ReplaceAsync(Corrections.Name(_videoId, revision), made.ToBytes(), known?.ETag, _videoId, life);
    }

    // Vectors of an encoder that was not trained would rank nothing.
    private async Task<float[]?> EncodeAsync(IReadOnlyList<Sentence> sentences)
    {
        if (sentences.Count == 0 || await models.OpenAsync(_modelSet) is not { HasTrainedJointSpace: true } set) return null;
        var rows = new List<float>();
        foreach (var batch in sentences.Chunk(LargestTextBatch))
            rows.AddRange((await router.EncodeAsync(set, Modality.Text, new TextBatch([.. batch.Select(sentence => sentence.Text)]))).Vectors);
        return [.. rows];
    }

    private async Task IndexAsync(string revision, SpokenText text)
    {
        var index = GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(_modelSet, Sharding.ShardOf(_videoId, options.Shards).ToString()));
        await index.PutSentencesAsync(_videoId, revision, text.Sentences, text.Vectors);
        _indexed = text.Words.Count;
    }

    private async Task<SpokenText> TextAsync(string revision)
    {
        var heard = SpokenText.Join((await HeardAsync(revision)).ToArray().Select(segment => segment.Text()));
        return await Corrections.LoadAsync(store, _videoId, revision) is { } found ? found.Corrections.Apply(heard, _modelSet) : heard;
    }

    private async Task<List<HeardSegment>> HeardAsync(string revision)
    {
        if (_heard is { } known && known.Revision == revision) return known.Segments;
        var segments = new List<HeardSegment>(await TranscriptObject.LoadAsync(store, _modelSet, _videoId, revision));
        (_heard, _indexed) = ((revision, segments), 0);
        return segments;
    }

    private async Task DeleteAsync(string? revision, Func<string, bool> doomedCorrection, VideoClaim claim)
    {
        (_heard, _indexed) = (null, 0);
        var keep = revision is null ? null : TranscriptObject.RevisionPrefix(_modelSet, _videoId, revision);
        await fence.DeleteAsync(TranscriptObject.VideoPrefix(_modelSet, _videoId), name => keep is null || !name.StartsWith(keep, StringComparison.Ordinal), _videoId, claim);
        await fence.DeleteAsync(Corrections.VideoPrefix(_videoId), doomedCorrection, _videoId, claim);
    }
}

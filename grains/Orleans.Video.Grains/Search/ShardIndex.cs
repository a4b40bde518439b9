using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Retrieval;
using Orleans.Video.Retrieval.Vectors;
using Orleans.Video.Retrieval.Words;
using Orleans.Video.Search;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Search;

/// <summary>What one shard can be asked: words, and for each modality the vectors of seconds and of whole videos.</summary>
/// <remarks>One writer at a time; any number of readers beside each other, but not beside the writer: the grain sees to that.</remarks>
internal sealed class ShardIndex : IDisposable
{
    private readonly WordIndex _words = new();
    private readonly Dictionary<string, VectorIndex> _seconds = [];
    private readonly Dictionary<string, VectorIndex> _videos = [];
    private readonly Dictionary<string, IndexedVideo> _entries = [];

    // The vectors of sentences, by the number of the sentence; null when the set has no text encoder.
    private readonly VectorIndex? _sentences;

    /// <summary>An empty index for the vectors of a model set.</summary>
    public ShardIndex(ModelSetManifest manifest)
    {
        Add(Modality.Visual, manifest.Visual?.Width);
        Add(Modality.Audio, manifest.Audio?.Width);
        Add(Modality.Fusion, manifest.Fusion?.Width);
        if (manifest.Text is { } text) (_videos[Modality.Text], _sentences) = (new VectorIndex(text.Width), new VectorIndex(text.Width));

        void Add(string modality, int? width)
        {
            if (width is not { } rows) return;
            _seconds[modality] = new VectorIndex(rows);
            _videos[modality] = new VectorIndex(rows);
        }
    }

    /// <summary>The revision whose vectors and sentences are indexed; null when the video is not here or has none.</summary>
    public string? RevisionOf(string videoId) => _entries.GetValueOrDefault(videoId)?.Entry.ServingRevision;

    /// <summary>The video's own vectors; null when it is not here or has none.</summary>
    public VideoVectors? VectorsOf(string videoId) => _entries.GetValueOrDefault(videoId)?.Vectors;

    /// <summary>Takes a video's text; the sentences of the revision that is indexed stay.</summary>
    public void PutText(CatalogEntry entry, float[]? textVector)
    {
        var known = _entries.GetValueOrDefault(entry.Id) ?? new IndexedVideo(entry, [], null);
        Put(known with { Entry = entry });
        if (!_videos.TryGetValue(Modality.Text, out var texts)) return;
        texts.Remove(entry.Id);
        if (textVector is not null) texts.Add(entry.Id, 0, textVector);
    }

    /// <summary>Takes the sentences of a video that is here, and for each its vector where it has one.</summary>
    public void PutSentences(string videoId, IReadOnlyList<Sentence> sentences, IReadOnlyList<float[]?> vectors)
    {
        if (!_entries.TryGetValue(videoId, out var known)) return;
        Put(known with { Sentences = sentences });
        _sentences?.Remove(videoId);
        for (var i = 0; i < vectors.Count; i++)
            if (vectors[i] is { } vector && vector.Length == _sentences?.Width) _sentences.Add(videoId, i, vector);
    }

    /// <summary>Takes a segment's vectors, and those of its whole video, of a video that is here.</summary>
    public void AddSegment(string videoId, SegmentEmbedding segment, VideoVectors? video)
    {
        if (!_entries.TryGetValue(videoId, out var known)) return;
        AddSeconds(Modality.Visual, segment.Visual, segment.VideoPresent);
        AddSeconds(Modality.Audio, segment.Audio, segment.AudioPresent);
        AddSeconds(Modality.Fusion, segment.Fused, null);
        if (video is null) return;
        _entries[videoId] = known with { Vectors = video };
        Replace(Modality.Visual, video.Visual);
        Replace(Modality.Audio, video.Audio);
        Replace(Modality.Fusion, video.Fused);

        // Runs of seconds that are there; an absent second has no vector and can never be found.
        void AddSeconds(string modality, float[] rows, bool[]? present)
        {
            if (rows.Length == 0 || !_seconds.TryGetValue(modality, out var index)) return;
            var width = rows.Length / segment.Seconds;
            for (var first = 0; first < segment.Seconds;)
            {
                if (present is not null && !present[first])
                {
                    first++;
                    continue;
                }

                var end = first + 1;
                while (end < segment.Seconds && (present is null || present[end])) end++;
                index.Add(videoId, segment.StartSecond + first, rows.AsSpan(first * width, (end - first) * width));
                first = end;
            }
        }

        void Replace(string modality, float[]? vector)
        {
            if (vector is not null && _videos.TryGetValue(modality, out var index)) index.Add(videoId, 0, vector);
        }
    }

    /// <summary>Forgets the vectors and sentences of a video, so that another revision can take their place.</summary>
    public void ClearRevision(string videoId)
    {
        foreach (var index in _seconds.Values) index.Remove(videoId);
        foreach (var (modality, index) in _videos)
            if (modality != Modality.Text) index.Remove(videoId);
        _sentences?.Remove(videoId);
        if (_entries.TryGetValue(videoId, out var known)) _entries[videoId] = known with { Sentences = [], Vectors = null };
    }

    /// <summary>Removes every trace of a video.</summary>
    public void Remove(string videoId)
    {
        if (!_entries.Remove(videoId)) return;
        _words.Remove(videoId);
        foreach (var index in _seconds.Values) index.Remove(videoId);
        foreach (var index in _videos.Values) index.Remove(videoId);
        _sentences?.Remove(videoId);
    }

    /// <summary>The rankings that a query asks for.</summary>
    public ShardReply Query(ShardQuery query)
    {
        var rankings = new Dictionary<string, IReadOnlyList<ShardHit>>();
        if (query.Words is { } words)
        {
            var question = new WordQuery(words, query.Language);
            rankings[EvidenceKind.Words] = query.Scope == SearchScope.Video
                ? [.. _words.Search(question, query.K).Select(hit => HitOf(hit, null))]
                : [.. _words.SearchMoments(question, query.K).Select(hit => HitOf(hit, hit.Sentence))];
        }

        foreach (var (modality, vector) in query.Vectors)
            if (Rank(modality, vector, query) is { } hits) rankings[modality] = hits;
        return new ShardReply(rankings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _words.Dispose();
        foreach (var index in _seconds.Values) index.Dispose();
        foreach (var index in _videos.Values) index.Dispose();
        _sentences?.Dispose();
    }

    private IReadOnlyList<ShardHit>? Rank(string modality, float[] vector, ShardQuery query)
    {
        var filter = query.Exclude is { } excluded ? id => id != excluded : (Func<string, bool>?)null;
        if (modality == Modality.Speech) return RankSentences(vector, query, filter);
        var whole = query.WholeVideos || modality == Modality.Text;
        if (whole && query.Scope == SearchScope.Moment) return null;
        if (!(whole ? _videos : _seconds).TryGetValue(modality, out var index) || index.Width != vector.Length) return null;
        if (query.Scope == SearchScope.Video)
        {
            var hits = whole ? index.Search(vector, query.K, filter) : index.SearchVideos(vector, query.K, filter);
            return [.. hits.Select(hit => new ShardHit(hit.VideoId, TitleOf(hit.VideoId), null, null, new Evidence
            {
                Modality = modality, Score = hit.Score, Second = whole ? null : hit.Second,
            }))];
        }

        // Neighbouring seconds make one moment, so more seconds than moments are asked for.
        var moments = MomentSpans.Merge(MomentSpans.Peaks(index.Search(vector, query.K * 4, filter)));
        return [.. moments.Take(query.K).Select(moment => new ShardHit(moment.VideoId, TitleOf(moment.VideoId), moment.Start, moment.End, new Evidence
        {
            Modality = modality, Score = moment.Score, Second = moment.BestStart,
        }))];
    }

    private IReadOnlyList<ShardHit>? RankSentences(float[] vector, ShardQuery query, Func<string, bool>? filter)
    {
        if (_sentences is null || _sentences.Width != vector.Length) return null;
        var hits = query.Scope == SearchScope.Video ? _sentences.SearchVideos(vector, query.K, filter) : _sentences.Search(vector, query.K, filter);
        return [.. hits.Select(hit =>
        {
            var sentence = _entries[hit.VideoId].Sentences[hit.Second];
            var moment = query.Scope == SearchScope.Moment ? sentence : null;
            return new ShardHit(hit.VideoId, TitleOf(hit.VideoId), moment?.Start, moment?.End, new Evidence
            {
                Modality = Modality.Speech, Score = hit.Score, Field = nameof(WordField.Transcript).ToLowerInvariant(), Snippet = sentence.Text, Second = sentence.Start,
            });
        })];
    }

    private ShardHit HitOf(WordHit hit, TranscriptSentence? moment)
    {
        var field = hit.Matches.SelectMany(match => match.Fields).DefaultIfEmpty(WordField.Transcript).Min();
        var evidence = new Evidence
        {
            Modality = EvidenceKind.Words,
            Score = hit.Score,
            Words = [.. hit.Matches.Select(match => match.Text)],
            Field = field.ToString().ToLowerInvariant(),
            Snippet = hit.Snippets.FirstOrDefault(snippet => snippet.Field == field)?.Text ?? hit.Sentence?.Text,
            Second = hit.Sentence?.Start,
        };
        return new ShardHit(hit.VideoId, TitleOf(hit.VideoId), moment?.Start, moment?.End, evidence);
    }

    private string? TitleOf(string videoId) => _entries.GetValueOrDefault(videoId)?.Entry.Title;

    private void Put(IndexedVideo video)
    {
        _entries[video.Entry.Id] = video;
        _words.Put(new WordDocument(
            video.Entry.Id, video.Entry.Title, video.Entry.Caption, video.Entry.Description, video.Entry.Language,
            [.. video.Sentences.Select(sentence => new TranscriptSentence(sentence.Text, sentence.Start, sentence.End))]));
    }

    private sealed record IndexedVideo(CatalogEntry Entry, IReadOnlyList<Sentence> Sentences, VideoVectors? Vectors);
}

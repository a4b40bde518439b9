using System.Diagnostics;
using Orleans.Concurrency;
using Orleans.Video.Catalog;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Retrieval.Words;
using Orleans.Video.Search;

namespace Orleans.Video.Grains.Search;

/// <summary>
/// Asks all shards, fuses what they answer and says why. A question takes the model set that serves once, and from its words to its results all is of
/// that set. Should the set go meanwhile, the question is put again, whole, to the one that serves then.
/// </summary>
[StatelessWorker]
internal sealed class SearchGrain(EncoderRouter router, ServingModelSets models, VideoPipelineOptions options, TimeProvider time) : Grain, ISearchGrain
{
    private const int MostResults = 1_000;

    public Task<SearchReply> SearchAsync(SearchRequest request) => WithServingAsync(set => SearchAsync(request, set));

    public Task<SearchReply?> SimilarAsync(SimilarRequest request) => WithServingAsync(set => SimilarAsync(request, set));

    private async Task<T> WithServingAsync<T>(Func<OpenedModelSet, Task<T>> ask)
    {
        while (true)
        {
            var set = models.Serving;
            try
            {
                return await ask(set);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await models.RefreshAsync();
                if (models.Serving.Id == set.Id) throw;
            }
        }
    }

    private async Task<SearchReply> SearchAsync(SearchRequest request, OpenedModelSet set)
    {
        var started = time.GetTimestamp();
        if (ProblemOf(request) is { } problem) return Refuse(set, problem);
        IReadOnlyList<string> kinds = request.Modalities.Count == 0 ? EvidenceKind.All : request.Modalities;
        var vectors = await EmbedAsync(request, kinds, set);
        var query = new ShardQuery(
            kinds.Contains(EvidenceKind.Words) ? request.Words : null, request.Language, vectors, request.Scope, false, null, Depth(request.K));
        Dictionary<string, List<ShardHit>> rankings;
        try { rankings = await GatherAsync(query, set); }
        catch (QueryException exception) { return Refuse(set, exception.Message); }
        // What does not point the way of the words is no evidence for them, however few there are to rank.
        foreach (var kind in vectors.Keys)
            if (rankings.TryGetValue(kind, out var hits)) hits.RemoveAll(static hit => hit.Evidence.Score <= 0);
        PipelineInstruments.SearchTime.Record(time.GetElapsedTime(started).TotalSeconds, new TagList { { "kind", "words" } });
        return Reply(set, rankings, request.Scope, request.K) with { Note = NoteOn(request, kinds, set) };
    }

    private async Task<SearchReply?> SimilarAsync(SimilarRequest request, OpenedModelSet set)
    {
        var started = time.GetTimestamp();
        if (request.K is < 1 or > MostResults) return Refuse(set, $"k: must be 1 to {MostResults}");
        if (request.By is not (Modality.Visual or Modality.Audio or "both")) return Refuse(set, "by: must be visual, audio or both");
        if (await ShardOf(set, Sharding.ShardOf(request.VideoId, options.Shards)).GetVectorsAsync(request.VideoId) is not { } example) return null;
        var vectors = new Dictionary<string, float[]>();
        if (request.By != Modality.Audio && example.Visual is { } visual) vectors[Modality.Visual] = visual;
        if (request.By != Modality.Visual && example.Audio is { } audio) vectors[Modality.Audio] = audio;
        var rankings = await GatherAsync(new ShardQuery(null, null, vectors, SearchScope.Video, true, request.VideoId, Depth(request.K)), set);
        PipelineInstruments.SearchTime.Record(time.GetElapsedTime(started).TotalSeconds, new TagList { { "kind", "similar" } });
        var missing = vectors.Count == 0 ? $"video {request.VideoId} has no {(request.By == "both" ? "pictures or sound" : request.By == Modality.Visual ? "pictures" : "sound")} to compare by" : null;
        return Reply(set, rankings, SearchScope.Video, request.K) with { Note = missing };
    }

    // Fusion wants more of each ranking than is shown: what two rankings place tenth can come out first.
    private static int Depth(int k) => Math.Min(Math.Max(4 * k, 50), 4 * MostResults);

    private static string? ProblemOf(SearchRequest request)
    {
        if (request.K is < 1 or > MostResults) return $"k: must be 1 to {MostResults}";
        if (request.Modalities.FirstOrDefault(kind => !EvidenceKind.All.Contains(kind)) is { } unknown)
            return $"modality: there is no '{(unknown.Length > 40 ? unknown[..40] : unknown)}': use {string.Join(", ", EvidenceKind.All)}";
        if (request.Words.Length > WordQuery.MaxLength) return $"words: has {request.Words.Length} characters, at most {WordQuery.MaxLength} are allowed";
        return string.IsNullOrWhiteSpace(request.Words) ? "words: say what to look for" : null;
    }

    // The words as a vector, for every kind of vector that lives in the same space and was trained to.
    private async Task<IReadOnlyDictionary<string, float[]>> EmbedAsync(SearchRequest request, IReadOnlyList<string> kinds, OpenedModelSet set)
    {
        var comparable = kinds.Where(kind => IsComparableWithText(kind, set)).ToArray();
        if (comparable.Length == 0) return new Dictionary<string, float[]>();
        var reply = await router.EncodeAsync(set, Modality.Text, new TextBatch([request.Words]));
        return comparable.ToDictionary(kind => kind, kind => Widened(reply.Vectors, kind, set));
    }

    // A vector of pictures or sounds may hold more than the joint space: words say nothing about that.
    private static float[] Widened(float[] words, string kind, OpenedModelSet set)
    {
        var width = kind switch
        {
            Modality.Visual => set.Set.Manifest.Visual!.Width,
            Modality.Audio => set.Set.Manifest.Audio!.Width,
            _ => words.Length,
        };
        return width == words.Length ? words : [.. words, .. new float[width - words.Length]];
    }

    private static bool IsComparableWithText(string kind, OpenedModelSet set)
    {
        var manifest = set.Set.Manifest;
        return set.HasTrainedJointSpace && kind switch
        {
            Modality.Text or Modality.Speech => manifest.Text is { Trained: true },
            Modality.Fusion => manifest.Fusion is { Trained: true },
            Modality.Visual => manifest.Visual is { Trained: true, Joint: true },
            Modality.Audio => manifest.Audio is { Trained: true, Joint: true },
            _ => false,
        };
    }

    private static string? NoteOn(SearchRequest request, IReadOnlyList<string> kinds, OpenedModelSet set)
    {
        if (set.HasTrainedJointSpace) return null;
        var asked = request.Modalities.Where(kind => kind != EvidenceKind.Words).ToArray();
        var untrained = $"model set {set.Id} has no trained joint space";
        if (asked.Length > 0 && !kinds.Contains(EvidenceKind.Words)) return $"{untrained}: words cannot be compared with {string.Join(", ", asked)}; search by words, or look for similar videos";
        return request.Scope == SearchScope.Moment ? $"{untrained}: moments are found by what is said in them only" : $"{untrained}: only words of title, caption, description and transcript rank";
    }

    private async Task<Dictionary<string, List<ShardHit>>> GatherAsync(ShardQuery query, OpenedModelSet set)
    {
        var rankings = new Dictionary<string, List<ShardHit>>();
        if (query.Words is null && query.Vectors.Count == 0) return rankings;
        foreach (var reply in await Task.WhenAll(Enumerable.Range(0, options.Shards).Select(shard => ShardOf(set, shard).QueryAsync(query))))
        {
            foreach (var (kind, hits) in reply.Rankings)
            {
                if (!rankings.TryGetValue(kind, out var all)) rankings[kind] = all = [];
                all.AddRange(hits);
            }
        }

        return rankings;
    }

    private IIndexShardGrain ShardOf(OpenedModelSet set, int shard) => GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(set.Id, shard.ToString()));

    private static SearchReply Reply(OpenedModelSet set, Dictionary<string, List<ShardHit>> rankings, SearchScope scope, int k) => new()
    {
        Results = ResultFusion.Fuse(rankings, scope, k),
        ModelSet = set.Id,
        Trained = set.HasTrainedJointSpace,
        Modalities = [.. EvidenceKind.All.Where(rankings.ContainsKey)],
    };

    private static SearchReply Refuse(OpenedModelSet set, string problem) => new()
    {
        Results = [],
        ModelSet = set.Id,
        Trained = set.HasTrainedJointSpace,
        Modalities = [],
        Refused = true,
        Note = problem,
    };
}

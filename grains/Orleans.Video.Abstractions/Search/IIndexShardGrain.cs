using Orleans.Concurrency;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Search;

/// <summary>The vectors and the words of a shard's videos, in memory, rebuilt from the store. Key: <c>model set/shard</c>.</summary>
[Alias("orleans.video.IIndexShardGrain")]
public interface IIndexShardGrain : IGrainWithStringKey
{
    /// <summary>
    /// Takes a video's text as the catalog has it; a serving revision that differs from what is indexed is loaded from the store and
    /// takes over whole. An entry that is not visible is removed.
    /// </summary>
    [Alias("Put")]
    Task PutAsync(CatalogEntry entry);

    /// <summary>Adds a segment of a revision that already serves.</summary>
    [Alias("AddSegment")]
    Task AddSegmentAsync(string videoId, string revision, SegmentEmbedding segment, VideoVectors video);

    /// <summary>Takes the sentences of a serving revision, in place of those before.</summary>
    /// <param name="videoId">The video.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="sentences">All of them, in order.</param>
    /// <param name="vectors">For each, its vector in the joint space; null where it has none.</param>
    [Alias("PutSentences")]
    Task PutSentencesAsync(string videoId, string revision, IReadOnlyList<Sentence> sentences, IReadOnlyList<float[]?> vectors);

    /// <summary>Removes every trace of a video.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string videoId);

    /// <summary>Ranks by each kind of evidence that the query carries.</summary>
    [Alias("Query"), ReadOnly]
    Task<ShardReply> QueryAsync(ShardQuery query);

    /// <summary>A video's own vectors; null when it is not here.</summary>
    [Alias("GetVectors"), ReadOnly]
    Task<VideoVectors?> GetVectorsAsync(string videoId);
}

/// <summary>A question to one shard.</summary>
/// <param name="Words">Words for the word index; null: none.</param>
/// <param name="Language">BCP 47 tag of the words; null: any.</param>
/// <param name="Vectors">Query vectors by what they are compared with: <c>text</c>, <c>visual</c>, <c>audio</c>, <c>fusion</c>, <c>speech</c>.</param>
/// <param name="Scope">Videos or moments.</param>
/// <param name="WholeVideos">Whether vectors are compared with whole videos' vectors instead of seconds.</param>
/// <param name="Exclude">A video that must not be among the results.</param>
/// <param name="K">How many of each ranking.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.ShardQuery")]
public sealed record ShardQuery(
    [property: Id(0)] string? Words,
    [property: Id(1)] string? Language,
    [property: Id(2)] IReadOnlyDictionary<string, float[]> Vectors,
    [property: Id(3)] SearchScope Scope,
    [property: Id(4)] bool WholeVideos,
    [property: Id(5)] string? Exclude,
    [property: Id(6)] int K);

/// <summary>A shard's rankings, by kind of evidence, best first.</summary>
/// <param name="Rankings">By modality.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.ShardReply")]
public sealed record ShardReply([property: Id(0)] IReadOnlyDictionary<string, IReadOnlyList<ShardHit>> Rankings);

/// <summary>A hit of one ranking.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Title">Its title.</param>
/// <param name="Start">Presentation seconds; null for a whole video.</param>
/// <param name="End">Presentation seconds.</param>
/// <param name="Evidence">Why, with the score; its rank is set when shards are merged.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.ShardHit")]
public sealed record ShardHit(
    [property: Id(0)] string VideoId,
    [property: Id(1)] string? Title,
    [property: Id(2)] double? Start,
    [property: Id(3)] double? End,
    [property: Id(4)] Evidence Evidence);

using System.Text.Json.Serialization;

namespace Orleans.Video.Search;

/// <summary>What a search answers with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SearchScope>))]
public enum SearchScope
{
    /// <summary>Whole videos.</summary>
    Video = 0,

    /// <summary>Moments with start and end.</summary>
    Moment = 1,
}

/// <summary>A question in words.</summary>
/// <param name="Words">What to look for; "double quotes" make a phrase, a trailing * a prefix. At most 1,000 characters.</param>
/// <param name="Scope">Videos or moments.</param>
/// <param name="Modalities">Which evidence counts: <c>words</c>, <c>text</c>, <c>visual</c>, <c>audio</c>, <c>fusion</c>, <c>speech</c>; empty: all that the model set can rank.</param>
/// <param name="K">Results wanted, 1 to 1,000.</param>
/// <param name="Language">BCP 47 tag of the words; null: any.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SearchRequest")]
public sealed record SearchRequest(
    [property: Id(0)] string Words,
    [property: Id(1)] SearchScope Scope,
    [property: Id(2)] IReadOnlyList<string> Modalities,
    [property: Id(3)] int K,
    [property: Id(4)] string? Language = null);

/// <summary>A question by example.</summary>
/// <param name="VideoId">The example.</param>
/// <param name="By"><c>visual</c>, <c>audio</c>, or <c>both</c>.</param>
/// <param name="K">Results wanted, 1 to 1,000.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SimilarRequest")]
public sealed record SimilarRequest([property: Id(0)] string VideoId, [property: Id(1)] string By, [property: Id(2)] int K);

/// <summary>The answer to a search.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.SearchReply")]
public sealed record SearchReply
{
    /// <summary>Best first.</summary>
    [Id(0)] public required IReadOnlyList<SearchResult> Results { get; init; }

    /// <summary>The model set that answered.</summary>
    [Id(1)] public required string ModelSet { get; init; }

    /// <summary>Whether its joint space was trained; when false only words, look-alike and sound-alike rank.</summary>
    [Id(2)] public bool Trained { get; init; }

    /// <summary>Which evidence was ranked.</summary>
    [Id(3)] public required IReadOnlyList<string> Modalities { get; init; }

    /// <summary>For people: what could not be done and why; null when there is nothing to say.</summary>
    [Id(4)] public string? Note { get; init; }

    /// <summary>Whether the question could not be asked at all; <see cref="Note"/> says why.</summary>
    [Id(5)] public bool Refused { get; init; }
}

/// <summary>A video or a moment that was found.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.SearchResult")]
public sealed record SearchResult
{
    /// <summary>The video.</summary>
    [Id(0)] public required string VideoId { get; init; }

    /// <summary>Its title.</summary>
    [Id(1)] public string? Title { get; init; }

    /// <summary>Where it starts, in presentation seconds; null for a whole video without a best moment.</summary>
    [Id(2)] public double? Start { get; init; }

    /// <summary>Where it ends, in presentation seconds.</summary>
    [Id(3)] public double? End { get; init; }

    /// <summary>The fused score: of use for order only.</summary>
    [Id(4)] public double Score { get; init; }

    /// <summary>Why it was found, strongest first.</summary>
    [Id(5)] public required IReadOnlyList<Evidence> Evidence { get; init; }
}

/// <summary>One reason for a result.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.Evidence")]
public sealed record Evidence
{
    /// <summary><c>words</c>, <c>text</c>, <c>visual</c>, <c>audio</c>, <c>fusion</c> or <c>speech</c>.</summary>
    [Id(0)] public required string Modality { get; init; }

    /// <summary>The place in that modality's own ranking, from 1.</summary>
    [Id(1)] public int Rank { get; init; }

    /// <summary>That ranking's score: BM25, or a cosine.</summary>
    [Id(2)] public double Score { get; init; }

    /// <summary>The words of the query that were found; empty for vectors.</summary>
    [Id(3)] public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Where: <c>title</c>, <c>caption</c>, <c>description</c>, <c>transcript</c>; null for vectors.</summary>
    [Id(4)] public string? Field { get; init; }

    /// <summary>The text around the words.</summary>
    [Id(5)] public string? Snippet { get; init; }

    /// <summary>The second of the evidence; null when it is of the whole video.</summary>
    [Id(6)] public double? Second { get; init; }
}

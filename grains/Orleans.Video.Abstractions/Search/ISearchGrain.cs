namespace Orleans.Video.Search;

/// <summary>Answers questions over all shards: scatter, gather, fuse, explain. A stateless worker; key 0.</summary>
[Alias("orleans.video.ISearchGrain")]
public interface ISearchGrain : IGrainWithIntegerKey
{
    /// <summary>Finds videos or moments by words.</summary>
    [Alias("Search")]
    Task<SearchReply> SearchAsync(SearchRequest request);

    /// <summary>Finds videos that look or sound like one; null when that video is not there or has no vectors yet.</summary>
    [Alias("Similar")]
    Task<SearchReply?> SimilarAsync(SimilarRequest request);
}

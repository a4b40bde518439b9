namespace Orleans.Video.Retrieval.Vectors;

/// <summary>A second of a video whose vector is near the query.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Second">The second's start, in seconds of presentation time.</param>
/// <param name="Score">Inner product with the query: the cosine where both are L2-normalised.</param>
public readonly record struct VectorHit(string VideoId, int Second, float Score);

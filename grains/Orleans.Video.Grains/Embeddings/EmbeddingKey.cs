
namespace Orleans.Video.Grains.Embeddings;

/// <summary>The key of the grains that hold what one model set made of one video.</summary>
internal static class EmbeddingKey
{
    /// <summary>The key.</summary>
    public static string Of(string modelSet, string videoId) => $"{modelSet}/{videoId}";

    /// <summary>The parts of a key; throws <see cref="ArgumentException"/> when it is none.</summary>
    public static (string ModelSet, string VideoId) Parse(string key) =>
        key.Split('/') is [{ Length: > 0 } modelSet, { Length: > 0 } videoId]
            ? (modelSet, videoId)
            : throw new ArgumentException($"'{key}' is not the key of a video's results: it must be model set/video", nameof(key));
}

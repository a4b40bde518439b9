namespace Orleans.Video.Videos;

/// <summary>The Orleans streams at the pipeline's ends. Stream key: the video id.</summary>
public static class VideoStreams
{
    /// <summary>The stream provider's name.</summary>
    public const string Provider = "video";

    /// <summary>Namespace of <see cref="VideoEvent"/> going in.</summary>
    public const string Uploads = "uploads";

    /// <summary>Namespace of <see cref="Embeddings.EmbeddingUpdate"/> coming out.</summary>
    public const string Embeddings = "embeddings";

    /// <summary>Namespace of <see cref="Transcripts.TranscriptUpdate"/> coming out.</summary>
    public const string Transcripts = "transcripts";
}

namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>The words of CloudEvents 1.0, of its JSON format and of its Kafka binding, as far as they are used here.</summary>
internal static class CloudEventNames
{
    public const string SpecVersion = "specversion";
    public const string Id = "id";
    public const string Source = "source";
    public const string Type = "type";
    public const string Subject = "subject";
    public const string Time = "time";
    public const string Sequence = "sequence";
    public const string DataContentType = "datacontenttype";
    public const string Data = "data";
    public const string DataBase64 = "data_base64";

    public const string Version = "1.0";

    /// <summary>The prefix of attributes among the headers, in binary mode.</summary>
    public const string HeaderPrefix = "ce_";

    /// <summary>The header that says how the value is to be read.</summary>
    public const string ContentType = "content-type";

    public const string Json = "application/json";

    public const string StructuredJson = "application/cloudevents+json";

    /// <summary>What we write into <see cref="ContentType"/>.</summary>
    public const string StructuredJsonUtf8 = "application/cloudevents+json; charset=UTF-8";

    public const string Uploaded = "video.uploaded";
    public const string Updated = "video.updated";
    public const string Deleted = "video.deleted";
    public const string EmbeddingUpdated = "video.embedding.updated";
    public const string TranscriptUpdated = "video.transcript.updated";
}

using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orleans.Video.Embeddings;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>
/// Writes what is told downstream as CloudEvents 1.0 in structured JSON. Vectors are base64 of little-endian 32-bit floats: exact, and a third of
/// the size of numbers as text. Ids follow from what is told, so that a repetition is known by its id.
/// </summary>
internal static class CloudEventWriter
{
    private const string OurSource = "/orleans-video";

    /// <summary>An event of a video, as <see cref="CloudEventReader"/> reads it.</summary>
    public static byte[] Write(VideoEvent videoEvent) => Write(
        videoEvent.Id,
        videoEvent.Kind switch { VideoEventKind.Uploaded => CloudEventNames.Uploaded, VideoEventKind.Updated => CloudEventNames.Updated, _ => CloudEventNames.Deleted },
        videoEvent.VideoId,
        time: null,
        json =>
        {
            json.WriteString(CloudEventNames.Sequence, videoEvent.Sequence.ToString());
            if (videoEvent.Kind == VideoEventKind.Deleted) return;
            json.WriteStartObject(CloudEventNames.Data);
            WriteText(json, "uri", videoEvent.Uri);
            WriteText(json, "title", videoEvent.Title);
            WriteText(json, "caption", videoEvent.Caption);
            WriteText(json, "description", videoEvent.Description);
            WriteText(json, "language", videoEvent.Language);
            WriteText(json, "audience", videoEvent.Audience);
            WriteText(json, "learn", videoEvent.Learn);
            json.WriteEndObject();
        });

    /// <summary>The vectors of a video after a further segment.</summary>
    public static byte[] Write(EmbeddingUpdate update, DateTimeOffset now)
    {
        var vectors = update.Vectors;
        return Write($"{vectors.ModelSet}/{update.VideoId}/{vectors.Revision}/{update.Segment}", CloudEventNames.EmbeddingUpdated, update.VideoId, now, json =>
        {
            json.WriteStartObject(CloudEventNames.Data);
            json.WriteString("videoId", update.VideoId);
            json.WriteString("modelSet", vectors.ModelSet);
            json.WriteBoolean("trained", vectors.Trained);
            json.WriteString("revision", vectors.Revision);
            json.WriteNumber("segment", update.Segment);
            json.WriteNumber("segments", vectors.Segments);
            json.WriteNumber("seconds", vectors.Seconds);
            json.WriteStartObject("vectors");
            WriteVector(json, "visual", vectors.Visual);
            WriteVector(json, "audio", vectors.Audio);
            WriteVector(json, "fused", vectors.Fused);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>The words of a further segment of a video.</summary>
    public static byte[] Write(TranscriptUpdate update, DateTimeOffset now)
    {
        var words = update.Words;
        return Write($"{words.Engine}/{update.VideoId}/{words.Revision}/{words.Segment}", CloudEventNames.TranscriptUpdated, update.VideoId, now, json =>
        {
            json.WriteStartObject(CloudEventNames.Data);
            json.WriteString("videoId", update.VideoId);
            json.WriteString("revision", words.Revision);
            json.WriteNumber("segment", words.Segment);
            json.WriteString("language", words.Language);
            json.WriteString("engine", words.Engine);
            json.WriteStartArray("words");
            foreach (var word in words.Words)
            {
                json.WriteStartObject();
                json.WriteString("text", word.Text);
                json.WriteNumber("start", word.Start);
                json.WriteNumber("end", word.End);
                json.WriteNumber("confidence", word.Confidence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static byte[] Write(string id, string type, string videoId, DateTimeOffset? time, Action<Utf8JsonWriter> writeRest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(CloudEventNames.SpecVersion, CloudEventNames.Version);
            json.WriteString(CloudEventNames.Id, id);
            json.WriteString(CloudEventNames.Source, OurSource);
            json.WriteString(CloudEventNames.Type, type);
            json.WriteString(CloudEventNames.Subject, videoId);
            if (time is { } moment) json.WriteString(CloudEventNames.Time, moment.ToUniversalTime());
            json.WriteString(CloudEventNames.DataContentType, CloudEventNames.Json);
            writeRest(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void WriteVector(Utf8JsonWriter json, string name, float[]? vector)
    {
        if (vector is null) return;
        // Arm64 and x64 are little-endian, and nothing else is built for.
        json.WriteBase64String(name, MemoryMarshal.AsBytes<float>(vector));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>
/// Turns records of CloudEvents 1.0 JSON, in structured or binary mode, into <see cref="VideoEvent"/>s, or says why one is none. How:
/// <list type="bullet">
/// <item>the video is the record's key (UTF-8), which <c>subject</c>, when given, must repeat; without a key, <c>subject</c> is the video;</item>
/// <item><c>id</c> is the event's id; <c>type</c> is <c>video.uploaded</c>, <c>video.updated</c> or <c>video.deleted</c>; <c>source</c> must be there and is not kept;</item>
/// <item>the order is the <c>sequence</c> extension, a whole number above zero as text or number; without it <c>time</c> in microseconds since 1970 (UTC);</item>
/// <item><c>data</c> is a JSON object of <c>uri</c>, <c>title</c>, <c>caption</c>, <c>description</c>, <c>language</c>, <c>audience</c> and <c>learn</c>, texts or null; a deletion has none.</item>
/// </list>
/// Other attributes are extensions and are left alone. Everything else is held to <see cref="VideoEventRules"/>.
/// </summary>
internal static class CloudEventReader
{
    /// <summary>The greatest number of bytes in a value.</summary>
    public const int MaxBytes = RequestLimits.JsonBytes;

    /// <summary>The greatest depth of a value's JSON.</summary>
    public const int MaxDepth = 8;

    /// <summary>The greatest number of headers.</summary>
    public const int MaxHeaders = 64;

    private const int MaxAttributeBytes = 4_096;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The event of a record; false with the reason when it is none.</summary>
    public static bool TryRead(LogRecord record, [NotNullWhen(true)] out VideoEvent? videoEvent, [NotNullWhen(false)] out string? reason)
    {
        (videoEvent, reason) = (null, null);
        try
        {
            var read = Read(record);
            reason = VideoEventRules.Check(read, read.VideoId);
            if (reason is null) videoEvent = read;
        }
        catch (MalformedEventException problem)
        {
            reason = problem.Message;
        }
        catch (JsonException problem)
        {
            reason = $"the value is not JSON that can be taken, at byte {problem.BytePositionInLine} of line {problem.LineNumber}: it must be well-formed, at most {MaxDepth} deep, and name no member twice";
        }
        catch (Exception problem) when (problem is DecoderFallbackException or InvalidOperationException)
        {
            reason = "a text is not Unicode: use UTF-8, and no halves of surrogate pairs";
        }

        return reason is null;
    }

    private static VideoEvent Read(LogRecord record)
    {
        if (record.Value is { Length: > MaxBytes }) throw new MalformedEventException($"the value has {record.Value.Length} bytes: at most {MaxBytes} are allowed");
        if (record.Headers.Count > MaxHeaders) throw new MalformedEventException($"the record has {record.Headers.Count} headers: at most {MaxHeaders} are allowed");
        var attributes = CloudEventAttributes.OfHeaders(record.Headers, Utf8, MaxAttributeBytes, out var contentType);
        var binary = attributes.Count > 0;
        if (!binary && contentType is not null && MediaTypeOf(contentType) != CloudEventNames.StructuredJson)
            throw new MalformedEventException($"the content type is not taken: send {CloudEventNames.StructuredJson}, or {CloudEventNames.Json} with ce_ headers");
        if (!binary && record.Value is not { Length: > 0 }) throw new MalformedEventException("the value is empty: send a CloudEvent as JSON");
        if (binary) attributes[CloudEventNames.DataContentType] = contentType ?? CloudEventNames.Json;
        if (record.Value is not { Length: > 0 } value) return Make(record.Key, attributes, null);

        using var document = JsonDocument.Parse(value, Strict);
        if (binary) return Make(record.Key, attributes, document.RootElement);
        return Make(record.Key, CloudEventAttributes.OfObject(document.RootElement, out var data), data);
    }

    private static VideoEvent Make(byte[]? key, Dictionary<string, string> attributes, JsonElement? data)
    {
        if (attributes.GetValueOrDefault(CloudEventNames.SpecVersion) != CloudEventNames.Version) throw new MalformedEventException($"specversion: must be {CloudEventNames.Version}");
        if (string.IsNullOrEmpty(attributes.GetValueOrDefault(CloudEventNames.Source))) throw new MalformedEventException("source: a CloudEvent needs one");
        if (attributes.TryGetValue(CloudEventNames.DataContentType, out var contentType) && MediaTypeOf(contentType) != CloudEventNames.Json)
            throw new MalformedEventException($"datacontenttype: must be {CloudEventNames.Json}");
        var kind = attributes.GetValueOrDefault(CloudEventNames.Type) switch
        {
            CloudEventNames.Uploaded => VideoEventKind.Uploaded,
            CloudEventNames.Updated => VideoEventKind.Updated,
            CloudEventNames.Deleted => VideoEventKind.Deleted,
            _ => throw new MalformedEventException($"type: must be {CloudEventNames.Uploaded}, {CloudEventNames.Updated} or {CloudEventNames.Deleted}"),
        };
        var made = new VideoEvent
        {
            Id = attributes.GetValueOrDefault(CloudEventNames.Id) ?? "",
            VideoId = VideoOf(key, attributes.GetValueOrDefault(CloudEventNames.Subject)),
            Sequence = EventOrder.Of(attributes.GetValueOrDefault(CloudEventNames.Sequence), attributes.GetValueOrDefault(CloudEventNames.Time)),
            Kind = kind,
        };
        return data is { ValueKind: not JsonValueKind.Null } given ? WithData(made, given) : made;
    }

    private static string VideoOf(byte[]? key, string? subject)
    {
        var named = key is null ? null : Utf8.GetString(key);
        if (named is null && subject is null) throw new MalformedEventException("the record names no video: use the video id as its key");
        if (named is not null && subject is not null && named != subject) throw new MalformedEventException("subject: is not the record's key: both must be the video id");
        return named ?? subject!;
    }

    private static VideoEvent WithData(VideoEvent made, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object) throw new MalformedEventException("data: must be a JSON object");
        foreach (var member in data.EnumerateObject())
        {
            var text = member.Value.ValueKind switch
            {
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Null => null,
                _ => throw new MalformedEventException("data: every member must be a text or null"),
            };
            if (text is not null && made.Kind == VideoEventKind.Deleted) throw new MalformedEventException("data: a deletion has none");
            made = member.Name switch
            {
                "uri" => made with { Uri = text },
                "title" => made with { Title = text },
                "caption" => made with { Caption = text },
                "description" => made with { Description = text },
                "language" => made with { Language = text },
                "audience" => made with { Audience = text },
                "learn" => made with { Learn = text },
                _ => throw new MalformedEventException("data: has a member that is unknown: there are uri, title, caption, description, language, audience and learn"),
            };
        }

        return made;
    }

    private static string MediaTypeOf(string contentType) => contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
}

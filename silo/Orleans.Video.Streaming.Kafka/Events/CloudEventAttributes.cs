using System.Text;
using System.Text.Json;

namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>The attributes of a CloudEvent, by name, from either mode.</summary>
internal static class CloudEventAttributes
{
    /// <summary>The attributes among the headers: none when the record is not in binary mode.</summary>
    public static Dictionary<string, string> OfHeaders(IReadOnlyList<KeyValuePair<string, byte[]?>> headers, Encoding utf8, int maxBytes, out string? contentType)
    {
        var attributes = new Dictionary<string, string>();
        contentType = null;
        foreach (var (name, value) in headers)
        {
            var isContentType = name == CloudEventNames.ContentType;
            if (!isContentType && !name.StartsWith(CloudEventNames.HeaderPrefix, StringComparison.Ordinal)) continue;
            if (value is null) continue;
            if (value.Length > maxBytes) throw new MalformedEventException($"a header has {value.Length} bytes: at most {maxBytes} are allowed");
            var text = utf8.GetString(value);
            if (isContentType)
            {
                if (contentType is not null) throw new MalformedEventException("the content type is given twice");
                contentType = text;
            }
            else if (!attributes.TryAdd(name[CloudEventNames.HeaderPrefix.Length..], text))
            {
                throw new MalformedEventException("an attribute is given twice");
            }
        }

        return attributes;
    }

    /// <summary>The attributes of an event in structured mode, and its data.</summary>
    public static Dictionary<string, string> OfObject(JsonElement structured, out JsonElement? data)
    {
        data = null;
        if (structured.ValueKind != JsonValueKind.Object) throw new MalformedEventException("the value is not a JSON object: send one CloudEvent a record");
        var attributes = new Dictionary<string, string>();
        foreach (var member in structured.EnumerateObject())
        {
            switch (member.Name)
            {
                case CloudEventNames.Data:
                    data = member.Value;
                    break;
                case CloudEventNames.DataBase64:
                    throw new MalformedEventException("data_base64: is not taken: send data as a JSON object");
                default:
                    // Extensions may also be numbers and truth values; objects and arrays are no attributes.
                    if (member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) throw new MalformedEventException("an attribute is an object or an array: attributes are texts, numbers or truth values");
                    if (member.Value.ValueKind != JsonValueKind.Null) attributes[member.Name] = TextOf(member);
                    break;
            }
        }

        return attributes;
    }

    private static string TextOf(JsonProperty member)
    {
        if (member.Value.ValueKind == JsonValueKind.String) return member.Value.GetString()!;
        if (member.Name is CloudEventNames.SpecVersion or CloudEventNames.Id or CloudEventNames.Source or CloudEventNames.Type
            or CloudEventNames.Subject or CloudEventNames.Time or CloudEventNames.DataContentType)
            throw new MalformedEventException($"{member.Name}: must be a text");
        return member.Value.GetRawText();
    }
}

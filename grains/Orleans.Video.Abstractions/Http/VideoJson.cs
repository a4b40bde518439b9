using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Video.Http;

/// <summary>How the wire records stand in JSON: camelCase, nulls left out.</summary>
public static class VideoJson
{
    /// <summary>For reading what a server sent, which may know more than this version, and for writing.</summary>
    public static JsonSerializerOptions Lenient { get; } = Create(strict: false);

    /// <summary>For reading what a client sent: members that are unknown, given twice or of another type are refused.</summary>
    public static JsonSerializerOptions Strict { get; } = Create(strict: true);

    private static JsonSerializerOptions Create(bool strict)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
        };
        if (strict)
        {
            options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.AllowDuplicateProperties = false;
            options.PropertyNameCaseInsensitive = false;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.MaxDepth = 8;
        }

        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

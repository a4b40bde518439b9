using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Orleans.Video.Http;

namespace Orleans.Video.Silo.Http;

/// <summary>Reads a small JSON object from a request, member by member, so that what is wrong can be named.</summary>
internal static class JsonBody
{
    /// <exception cref="Refusal">It is too large, not JSON, or not a <typeparamref name="T"/>.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken, int most = RequestLimits.JsonBytes)
        where T : class
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            throw Refusal.WrongMediaType(request.ContentType, "application/json in UTF-8");
        var bytes = await ReadAllAsync(request, most, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = VideoJson.Strict.MaxDepth });
            CheckMembers(document.RootElement, typeof(T));
            return document.Deserialize<T>(VideoJson.Strict) ?? throw Refusal.Invalid(null, "the body is null: send a JSON object");
        }
        catch (JsonException cause)
        {
            throw Refusal.Invalid(null, $"the body is not JSON as it is wanted here, at line {cause.LineNumber + 1}, byte {cause.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Invalid(null, "the body has broken Unicode");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most) throw TooLarge(most);
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > most) throw TooLarge(most);
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static Refusal TooLarge(int most) => Refusal.TooLarge($"the body is larger than the {most} bytes that are taken as JSON");

    private static void CheckMembers(JsonElement root, Type type)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Refusal.Invalid(null, "the body is not a JSON object: send one");
        var known = VideoJson.Strict.GetTypeInfo(type).Properties.ToDictionary(property => property.Name, property => property.PropertyType);
        var seen = new HashSet<string>();
        foreach (var member in root.EnumerateObject())
        {
            var name = NameOf(member);
            if (!known.TryGetValue(name, out var wanted))
                throw Refusal.Invalid(Told.Safely(name), $"there is no member {Told.Safely(name)}: use {string.Join(", ", known.Keys)}");
            if (!seen.Add(name)) throw Refusal.Invalid(name, $"the member {name} is there twice");
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            if (wanted == typeof(string)) CheckText(name, member.Value);
            else if (wanted == typeof(long?) && (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt64(out _))) throw Refusal.Invalid(name, $"{name} must be a whole number");
        }
    }

    private static void CheckText(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Refusal.Invalid(name, $"{name} must be a text");
        try
        {
            value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Invalid(name, $"{name} has broken Unicode");
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            throw Refusal.Invalid(null, "a member's name has broken Unicode");
        }
    }
}

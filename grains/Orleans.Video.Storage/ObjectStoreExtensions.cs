using System.Text.Json;

namespace Orleans.Video.Storage;

/// <summary>What can be said in terms of the six operations of <see cref="IObjectStore"/>.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>Deletes every object below a folder, one by one; objects put meanwhile may stay.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">The folder, with its closing slash: without it <c>a</c> would take <c>ab</c> along.</param>
    /// <param name="ct">Stops between two objects.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="ArgumentException">The prefix does not end with a slash.</exception>
    public static async ValueTask<int> DeletePrefixAsync(this IObjectStore store, string prefix, CancellationToken ct = default)
    {
        ObjectName.ValidatePrefix(prefix);
        if (!prefix.EndsWith('/'))
            throw new ArgumentException($"'{prefix}' must end with a slash, or objects that only begin alike would be deleted too", nameof(prefix));

        var deleted = 0;
        await foreach (var entry in store.ListAsync(prefix, ct))
            if (await store.DeleteAsync(entry.Name, PutCondition.Any, ct)) deleted++;
        return deleted;
    }

    /// <summary>Reads an object as JSON.</summary>
    /// <returns>The value and its ETag, or null when there is no object of that name.</returns>
    /// <exception cref="ObjectStoreException">The object is not JSON of that type.</exception>
    public static async ValueTask<StoredJson<T>?> GetJsonAsync<T>(
        this IObjectStore store, string name, JsonSerializerOptions? options = null, CancellationToken ct = default)
    {
        if (await store.GetAsync(name, ct) is not { } stored) return null;
        try
        {
            var value = JsonSerializer.Deserialize<T>(stored.Content.Span, options)
                ?? throw new JsonException("it is the JSON literal null");
            return new(value, stored.ETag);
        }
        catch (JsonException e)
        {
            throw new ObjectStoreException($"object '{name}' does not hold the JSON of a {typeof(T).Name} ({e.Message}): restore it from a backup or delete it", name, cause: e);
        }
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <returns>The new ETag.</returns>
    /// <exception cref="ObjectConflictException">The condition does not hold; nothing was written.</exception>
    public static ValueTask<string> PutJsonAsync<T>(
        this IObjectStore store, string name, T value, PutCondition condition = default, JsonSerializerOptions? options = null, CancellationToken ct = default) =>
        store.PutAsync(name, JsonSerializer.SerializeToUtf8Bytes(value, options), condition, ct);
}

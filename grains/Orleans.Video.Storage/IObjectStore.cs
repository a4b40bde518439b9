namespace Orleans.Video.Storage;

/// <summary>
/// Named, immutable-once-written byte strings: everything that outlives a process (grain state, media, vectors, words) is an object.
/// Names obey <see cref="ObjectName"/>; a name may be an object and the beginning of others at once (<c>a</c> and <c>a/b</c>).
/// All members may be called concurrently. A name or a prefix that is not legal gives <see cref="ArgumentException"/>;
/// a store that cannot do its work gives <see cref="ObjectStoreException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Reads a whole object into memory. Content and ETag belong to one version.</summary>
    /// <returns>The object, or null when there is none of that name.</returns>
    ValueTask<StoredObject?> GetAsync(string name, CancellationToken ct = default);

    /// <summary>
    /// Opens a seekable stream over a large object, which the caller disposes. It shows one version: with files it outlives a later put or
    /// delete, with blobs it then fails on its next read with <see cref="ObjectStoreException"/>.
    /// </summary>
    /// <returns>The stream, or null when there is no object of that name.</returns>
    ValueTask<Stream?> OpenReadAsync(string name, CancellationToken ct = default);

    /// <summary>Writes a whole object. A reader sees the old or the new whole object; the new one is durable when the call returns.</summary>
    /// <returns>The new ETag: opaque, and never given twice to versions of one name.</returns>
    /// <exception cref="ObjectConflictException">The condition does not hold; nothing was written.</exception>
    ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default);

    /// <summary>
    /// Writes an object from a stream, read to its end in bounded memory, as atomically and durably as <see cref="PutAsync"/>.
    /// On any failure or cancellation nothing of it can be read, and what was there before stays. The stream is not disposed; its own exceptions pass.
    /// </summary>
    /// <param name="name">The object's name.</param>
    /// <param name="content">The bytes to store, from the stream's position on.</param>
    /// <param name="maxBytes">The largest length to accept, in bytes.</param>
    /// <param name="condition">What must hold at the moment the object appears.</param>
    /// <param name="ct">Stops reading and writing.</param>
    /// <exception cref="ObjectTooLargeException">The stream holds more than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="ObjectConflictException">The condition does not hold, or another writer replaced the object during the upload.</exception>
    ValueTask<StreamedPut> PutStreamAsync(string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default);

    /// <summary>
    /// Lists the objects whose name begins with <paramref name="prefix"/> (plain text: <c>a</c> also finds <c>ab</c>; empty finds all), in ordinal order.
    /// Objects put or deleted meanwhile may or may not be seen; every other one is seen once.
    /// </summary>
    IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken ct = default);

    /// <summary>Deletes an object for good: when the call returns it is gone, also after a crash.</summary>
    /// <returns>False when it was not there, whatever the condition.</returns>
    /// <exception cref="ObjectConflictException">The object has another ETag than the condition names; it stays.</exception>
    ValueTask<bool> DeleteAsync(string name, PutCondition condition = default, CancellationToken ct = default);
}

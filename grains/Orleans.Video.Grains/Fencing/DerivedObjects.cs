using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Fencing;

/// <summary>
/// Objects that are made of a video: written once, and only while the video is what their writer believes. A silo that was frozen and declared
/// dead does not know it when it goes on; what it then writes must neither replace its successor's work nor outlive an erasure:
/// <code>
///   write, if absent ──► look at the video's record in the store ─┬─ as believed ─► done
///     └ there already: take what is there                         └─ otherwise ───► delete what was written, let go
/// </code>
/// An erasure stores its tombstone before it lists what to delete. So either it sees the object, or the look that follows the write sees the
/// tombstone. The removal of a model set works the same way, with the stored pointer in the place of the tombstone.
/// </summary>
internal sealed class DerivedObjects(IObjectStore store, IVideoLives lives, IKeptSets? sets = null)
{
    /// <summary>Writes an object unless one of its name is there; two activations that make it of the same media may differ in the last bits, and then the first counts.</summary>
    /// <param name="name">The object.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="videoId">The video that it was made of.</param>
    /// <param name="life">The life that the writer believes in.</param>
    /// <param name="revision">The revision that it was made of.</param>
    /// <param name="modelSet">The set that made it, so that it must not be there once that is removed; null where none did.</param>
    /// <param name="toLearn">Whether it is kept for learning, and so must not be there once the video's label forbids that.</param>
    /// <returns>The bytes that are there now.</returns>
    /// <exception cref="VideoSupersededException">The video is no longer what the writer believes; nothing was left of the write.</exception>
    public async Task<ReadOnlyMemory<byte>> WriteOnceAsync(string name, ReadOnlyMemory<byte> content, string videoId, VideoLife life, string revision, string? modelSet = null, bool toLearn = false)
    {
        var (there, etag) = await PutOrTakeAsync(name, content);
        await LookAsync(name, etag, videoId, life, revision, modelSet, toLearn);
        return there;
    }

    /// <summary>Writes an object in place of the version that the caller knows.</summary>
    /// <param name="name">The object.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="known">The version to replace; null: none may be there.</param>
    /// <param name="videoId">The video that it was made of.</param>
    /// <param name="life">The life that the writer believes in.</param>
    /// <param name="modelSet">The set that made it; null: none did.</param>
    /// <exception cref="ObjectConflictException">Another version is there.</exception>
    /// <exception cref="VideoSupersededException">The video is no longer what the writer believes; nothing was left of the write.</exception>
    public async Task<string> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string? known, string videoId, VideoLife life, string? modelSet = null)
    {
        if (known is not null) return await store.PutAsync(name, content, PutCondition.IfMatch(known));
        var etag = await store.PutAsync(name, content, PutCondition.IfAbsent);
        // Only a first write can bring an erased video back: a later one needs the version that the erasure has deleted.
        await LookAsync(name, etag, videoId, life, revision: null, modelSet, toLearn: false);
        return etag;
    }

    private async Task<(ReadOnlyMemory<byte> There, string? Written)> PutOrTakeAsync(string name, ReadOnlyMemory<byte> content)
    {
        while (true)
        {
            try
            {
                return (content, await store.PutAsync(name, content, PutCondition.IfAbsent));
            }
            catch (ObjectConflictException)
            {
                if (await store.GetAsync(name) is not { } found) continue;
                // A put whose answer was lost is there too, and is ours.
                return (found.Content, found.Content.Span.SequenceEqual(content.Span) ? found.ETag : null);
            }
        }
    }

    private async Task LookAsync(string name, string? written, string videoId, VideoLife life, string? revision, string? modelSet, bool toLearn)
    {
        if (await lives.IsCurrentAsync(videoId, life, revision, toLearn) && (modelSet is null || sets is null || await sets.IsKeptAsync(modelSet))) return;
        if (written is not null)
        {
            try { await store.DeleteAsync(name, PutCondition.IfMatch(written)); }
            catch (ObjectConflictException)
            {
                // Another life's by now.
            }
        }

        throw new VideoSupersededException(videoId);
    }
}

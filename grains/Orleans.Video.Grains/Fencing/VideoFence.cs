using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Fencing;

/// <summary>
/// Deletes only what its caller may still delete. First what there is to delete is listed with its versions, then the video's own state is
/// compared with what the caller believes, then exactly the listed versions go: whatever a successor writes after the comparison is
/// another version.
/// </summary>
internal sealed class VideoFence(IObjectStore store)
{
    /// <summary>The name under which grains keep a video's record.</summary>
    public const string RecordState = "video";

    /// <summary>The name under which grains keep a video's progress.</summary>
    public const string ProgressState = "progress";

    /// <summary>Refuses a caller whose state is no longer the stored one.</summary>
    /// <exception cref="VideoSupersededException">Another activation has written the video's state.</exception>
    public async Task CheckAsync(string videoId, VideoClaim claim)
    {
        var (record, progress) = (ETagOfAsync(RecordState, videoId), ETagOfAsync(ProgressState, videoId));
        if (await record != claim.RecordETag || await progress != claim.ProgressETag) throw new VideoSupersededException(videoId);
    }

    /// <summary>Deletes the objects with a prefix that are doomed, from the last name back: whatever interrupts it, the segments that are left have no gap.</summary>
    /// <exception cref="VideoSupersededException">Another activation has written the video's state; nothing was deleted.</exception>
    public async Task DeleteAsync(string prefix, Func<string, bool> doomed, string videoId, VideoClaim claim)
    {
        var listed = new List<ObjectEntry>();
        await foreach (var entry in store.ListAsync(prefix))
            if (doomed(entry.Name)) listed.Add(entry);
        if (listed.Count == 0) return;
        await CheckAsync(videoId, claim);
        for (var i = listed.Count - 1; i >= 0; i--)
        {
            try { await store.DeleteAsync(listed[i].Name, PutCondition.IfMatch(listed[i].ETag)); }
            catch (ObjectConflictException)
            {
                // Written anew since it was listed, and not by a life that ends here.
            }
        }
    }

    private async Task<string?> ETagOfAsync(string stateName, string videoId) => (await store.GetAsync(ObjectGrainStorage.ObjectNameOf(stateName, videoId)))?.ETag;
}

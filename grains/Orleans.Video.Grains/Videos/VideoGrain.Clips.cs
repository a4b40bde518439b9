using Orleans.Video.Grains.Clips;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>
/// Keeps clips for learning, for as long as the video's label allows it. The label is stored before clips are listed for deletion, and looked at after a clip is written: whatever a silo
/// that was frozen writes late, it takes back.
/// </content>
internal sealed partial class VideoGrain
{
    private async Task KeepClipAsync(ExampleClip clip, string revision, int segment, VideoLife life)
    {
        if (!record.State.MayLearn) return;
        try
        {
            await derived.WriteOnceAsync(ExampleClip.Name(Id, revision, segment), clip.ToBytes(), Id, life, revision, toLearn: true);
        }
        catch (VideoSupersededException) when (!record.State.MayLearn)
        {
            // Forbidden meanwhile: the video is read on, and the clip is not there.
        }
    }

    /// <summary>Deletes all clips but those of <paramref name="revision"/>, and those too where nothing may be learned.</summary>
    private Task KeepClipsAsync(string? revision)
    {
        var keep = revision is null || !record.State.MayLearn ? null : ExampleClip.RevisionPrefix(Id, revision);
        return fence.DeleteAsync(ExampleClip.VideoPrefix(Id), name => keep is null || !name.StartsWith(keep, StringComparison.Ordinal), Id, Claim);
    }

    // Written down before the label is: should the silo die between the two, recovery finds the deletion that is still to be done.
    private async Task AnnounceDeletionAsync(VideoRecord next)
    {
        if (!next.Exists || progress.State is not { State: VideoState.Ready, CleanupPending: false }) return;
        if (PolicyGate.RefusalOf(next) is null && (next.MayLearn || !record.State.MayLearn)) return;
        await SaveProgressAsync(progress.State with { CleanupPending = true }, tell: false);
        await PutEntryAsync();
    }
}

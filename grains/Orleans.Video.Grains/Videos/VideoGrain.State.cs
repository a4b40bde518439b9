using Orleans.Storage;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>
/// Writes the two halves of the video's state, each under its ETag. These writes alone decide which of two activations owns the video: the one
/// whose write is refused lets go.
/// </content>
internal sealed partial class VideoGrain
{
    // A turn that compares the stored state with what this activation knows must not meet a write that is half done.
    private readonly SemaphoreSlim _stateAccess = new(1, 1);

    /// <summary>Rises with every write of either half.</summary>
    private long Version => Math.Max(record.State.Version, progress.State.Version);

    private VideoClaim Claim => new(record.Etag, progress.Etag);

    private async Task SaveRecordAsync(VideoRecord next)
    {
        await _stateAccess.WaitAsync();
        var before = record.State;
        try
        {
            record.State = next with { Version = Version + 1 };
            await record.WriteStateAsync();
        }
        catch
        {
            record.State = before;
            throw;
        }
        finally
        {
            _stateAccess.Release();
        }
    }

    private async Task SaveProgressAsync(VideoProgress next, bool tell = true)
    {
        await _stateAccess.WaitAsync();
        var (before, now) = (progress.State, time.GetUtcNow());
        try
        {
            // Where an erasure left nothing there is no version to replace. So a first write looks before whether the video is still what it was, since a silo that was
            // frozen may be ended before it can take a write back; and once more behind it, since the look and the write are two calls.
            var first = progress.Etag is null;
            if (first) await fence.CheckAsync(Id, Claim);
            progress.State = next with
            {
                Created = before.Created == default ? now : before.Created,
                Updated = now,
                Segments = _segments,
                Seconds = _seconds,
                Version = Version + 1,
            };
            await progress.WriteStateAsync();
            if (first) await CheckFirstWriteAsync();
        }
        catch
        {
            progress.State = before;
            throw;
        }
        finally
        {
            _stateAccess.Release();
        }

        if (tell) Changed();
    }

    private async Task ClearProgressAsync()
    {
        await _stateAccess.WaitAsync();
        try
        {
            await progress.ClearStateAsync();
            progress.State = new VideoProgress { State = VideoState.Erased };
        }
        finally
        {
            _stateAccess.Release();
        }
    }

    private async Task CheckFirstWriteAsync()
    {
        try
        {
            await fence.CheckAsync(Id, Claim);
        }
        catch (VideoSupersededException)
        {
            await progress.ClearStateAsync();
            throw;
        }
    }

    /// <summary>Whether the store holds what this activation last read or wrote.</summary>
    private async Task<bool> OwnsAsync()
    {
        await _stateAccess.WaitAsync();
        try
        {
            await fence.CheckAsync(Id, Claim);
            return true;
        }
        catch (VideoSupersededException)
        {
            return false;
        }
        finally
        {
            _stateAccess.Release();
        }
    }

    private static bool IsConflict(Exception exception) => exception is InconsistentStateException or VideoSupersededException;

    // Another activation has written the video's state. Should that one be the loser in the end, recovery sees that the video goes on.
    private void LetGo(Exception exception)
    {
        LogSucceeded(Id, exception.Message);
        recovery.ResumeLater(Id);
        DeactivateOnIdle();
    }
}

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
            progress.State = next with
            {
                Created = before.Created == default ? now : before.Created,
                Updated = now,
                Segments = _segments,
                Seconds = _seconds,
                Version = Version + 1,
            };
            await progress.WriteStateAsync();
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

    // Not deleted: the first write of a silo that was frozen before the erasure must find that somebody was here.
    private async Task EmptyProgressAsync()
    {
        await _stateAccess.WaitAsync();
        var before = progress.State;
        try
        {
            progress.State = new VideoProgress { State = VideoState.Erased, Version = Version + 1 };
            await progress.WriteStateAsync();
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

using System.Diagnostics;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>Brings the world in line with the record. Every step may be repeated.</content>
internal sealed partial class VideoGrain
{
    private IGrainTimer? _retry;
    private int _waits;

    private async Task AdvanceAsync()
    {
        CancelRetry();
        if (!record.State.Exists) await EraseAsync();
        else if (PolicyGate.RefusalOf(record.State) is { } refusal) await RejectAsync(refusal);
        else await AdmitAsync();
    }

    // An accepted event stays accepted whatever becomes of its consequences: they are tried again.
    private async Task AdvanceOrRetryAsync()
    {
        try
        {
            await AdvanceAsync();
        }
        catch (Exception exception) when (IsConflict(exception))
        {
            await ResolveAsync(exception);
        }
        catch (Exception exception)
        {
            WaitAndRetry(exception);
        }
    }

    // The caller wants to know whether it is done; what is not is tried again all the same.
    private async Task AdvanceNowAsync()
    {
        try
        {
            await AdvanceAsync();
        }
        catch (Exception exception) when (IsConflict(exception))
        {
            await ResolveAsync(exception);
            throw;
        }
        catch (Exception exception)
        {
            WaitAndRetry(exception);
            throw;
        }
    }

    // One turn's writes can look like another activation's to a turn beside it: then the video is still ours, and only this step is repeated.
    private async Task ResolveAsync(Exception conflict)
    {
        bool ours;
        try { ours = conflict is VideoSupersededException && await OwnsAsync(); }
        catch (Exception exception)
        {
            WaitAndRetry(exception);
            return;
        }

        if (ours) RetryAfter(options.RetryDelay);
        else LetGo(conflict);
    }

    // Late, never lost: store, silos and network come back, and until then the video waits, in steps that double.
    private void WaitAndRetry(Exception exception)
    {
        var delay = options.RetryDelay * Math.Pow(2, Math.Min(_waits++, 20));
        if (delay > options.LongestRetryDelay) delay = options.LongestRetryDelay;
        LogWaits(Id, delay.TotalSeconds, exception.Message);
        _told = progress.State with { Reason = $"waits, and goes on in {delay.TotalSeconds:0.#} s: {exception.Message}" };
        WakeWaiters();
        RetryAfter(delay);
    }

    private async Task PutEntryAsync()
    {
        if (await Catalog.PutAsync(Entry)) return;
        // Removed, as after an erasure: only who owns the video may bring its entry back.
        if (!await OwnsAsync()) throw new VideoSupersededException(Id);
        await Catalog.AnnounceAsync(Id);
        await Catalog.PutAsync(Entry);
    }

    private async Task EraseAsync()
    {
        await StopReadingAsync();
        if (!record.State.IsErased) return;
        (_segments, _seconds) = (0, 0);
        if (progress.State.State != VideoState.Erased || progress.State.CleanupPending)
        {
            await SaveProgressAsync(new VideoProgress { State = VideoState.Erased, CleanupPending = true, Created = progress.State.Created, Sets = progress.State.Sets });
            // Invisible in the catalog too, so that an index rebuilt from it now does not bring the video back.
            await Catalog.PutAsync(Entry);
            await ForgetAsync();
            await DeleteMediaAsync();
            await Catalog.RemoveAsync(Id, Version);
            // The tombstone is in the record, and beside it that the progress is empty; nothing else of the video is left, not even its times.
            await EmptyProgressAsync();
            PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Erased) } });
        }

        Changed();
    }

    private async Task RejectAsync(string refusal)
    {
        await StopReadingAsync();
        if (progress.State is { State: VideoState.Rejected, CleanupPending: false } && progress.State.Reason == refusal) return;
        (_segments, _seconds) = (0, 0);
        await SaveProgressAsync(progress.State with
        {
            State = VideoState.Rejected,
            Reason = refusal,
            Revision = record.State.Revision,
            ServingRevision = null,
            ServingComplete = false,
            MediaIdentity = null,
            Media = null,
            Attempt = 0,
            CleanupPending = true,
            MediaUri = record.State.Uri.Value,
            SupersededMedia = Superseded,
            Filled = [],
        });
        await PutEntryAsync();
        await ForgetAsync();
        await DeleteSupersededMediaAsync();
        await SaveProgressAsync(progress.State with { CleanupPending = false, SupersededMedia = [] });
        await PutEntryAsync();
        PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Rejected) } });
    }

    // The index first: from here on no search finds it.
    private async Task ForgetAsync()
    {
        // Whatever this silo last heard: a set may have come since.
        await models.RefreshAsync();
        await RemoveFromIndexesAsync();
        foreach (var set in SetsToClean)
        {
            await Transcript(set).EraseAsync(Claim);
            await Embedding(set).EraseAsync(Claim);
        }
        await KeepClipsAsync(null);
    }

    private async Task AdmitAsync()
    {
        var revision = record.State.Revision!;
        if (!record.State.MayLearn) await KeepClipsAsync(null);
        if (IsReading && progress.State.Revision == revision)
        {
            await PublishTextAsync();
            return;
        }

        await StopReadingAsync();
        var p = progress.State;
        if (p.Revision != revision || p.State == VideoState.Rejected)
        {
            var done = p.ServingRevision == revision && p.ServingComplete;
            var known = done ? await Embedding(models.Serving.Id).GetProgressAsync(revision) : default;
            (_segments, _seconds) = (known.Segments, known.Seconds);
            await SaveProgressAsync(p with
            {
                State = done ? VideoState.Ready : VideoState.Admitted,
                Revision = revision,
                Reason = null,
                Attempt = 0,
                GaveUp = false,
                MediaIdentity = null,
                Media = null,
                CleanupPending = true,
                TraceParent = Activity.Current?.Id,
                ServingRevision = p.ServingComplete ? p.ServingRevision : null,
                MediaUri = record.State.Uri.Value,
                SupersededMedia = Superseded,
                Sets = [.. p.Sets.Union(models.Sets.Wanted)],
            });
        }

        await PublishTextAsync();
        if (progress.State.State == VideoState.Ready)
        {
            if (progress.State.CleanupPending) await FinishAsync();
            return;
        }

        if (!progress.State.IsFinished) StartReading(revision, record.State.Uri.Value!);
    }

    // Title, caption and description are searchable before the first byte of media is read.
    private async Task PublishTextAsync()
    {
        using var activity = PipelineDiagnostics.Source.StartActivity(PipelineDiagnostics.Index);
        await NoteSetsAsync();
        await PutEntryAsync();
        foreach (var set in models.Sets.Wanted)
        {
            if (IsVisible) await Embedding(set).PutTextAsync(Text);
            await Index(set).PutAsync(Entry);
        }
    }

    private VideoText Text => new(record.State.Text, record.State.Version, record.State.Life);

    private async Task PutIndexesAsync()
    {
        foreach (var set in models.Sets.Wanted) await Index(set).PutAsync(Entry);
    }

    // Makes all that was said searchable, and deletes what the serving revision has replaced; the last step of a video that is ready.
    private async Task FinishAsync()
    {
        var p = progress.State;
        if (p.ServingRevision is { } serving)
            foreach (var set in models.Sets.Wanted) await Transcript(set).CompleteAsync(serving, record.State.Life);
        await KeepAsync(p.ServingRevision);
        await DeleteSupersededMediaAsync();
        await SaveProgressAsync(p with { CleanupPending = false, SupersededMedia = [], Filled = [.. p.Filled.Where(filled => filled.Revision == p.ServingRevision)] });
        await PutEntryAsync();
    }

    private IReadOnlyList<string> Superseded => progress.State.MediaUri is { } old && old != record.State.Uri.Value
        ? [.. progress.State.SupersededMedia, old]
        : progress.State.SupersededMedia;

    // Only media that was uploaded to us is ours to delete.
    private async Task DeleteSupersededMediaAsync()
    {
        var doomed = progress.State.SupersededMedia.Where(uri => uri != record.State.Uri.Value).Select(uri => uri["blob:".Length..]).ToHashSet();
        if (doomed.Count > 0) await fence.DeleteAsync(MediaPrefix, doomed.Contains, Id, Claim);
    }

    // An upload that is on its way has a note, and comes after this erasure: its media is left to it.
    private async Task DeleteMediaAsync()
    {
        var doomed = new HashSet<string>();
        await foreach (var entry in store.ListAsync(MediaPrefix))
            if (await store.GetAsync(UploadNotes.NameFor(entry.Name)) is null) doomed.Add(entry.Name);
        if (doomed.Count > 0) await fence.DeleteAsync(MediaPrefix, doomed.Contains, Id, Claim);
    }

    private string MediaPrefix => $"media/{Id}/";

    private void RetryAfter(TimeSpan delay)
    {
        CancelRetry();
        _retry = this.RegisterGrainTimer(
            async () =>
            {
                CancelRetry();
                await AdvanceOrRetryAsync();
            },
            new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private void CancelRetry()
    {
        _retry?.Dispose();
        _retry = null;
    }
}

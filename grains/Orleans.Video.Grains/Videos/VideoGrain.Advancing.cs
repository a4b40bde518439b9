using System.Diagnostics;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>Brings the world in line with the record. Every step may be repeated.</content>
internal sealed partial class VideoGrain
{
    private IGrainTimer? _retry;

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
        catch (Exception exception)
        {
            LogAdvanceFailed(Id, exception);
            RetryAfter(options.RetryDelay);
        }
    }

    private async Task EraseAsync()
    {
        await StopReadingAsync();
        if (!record.State.IsErased) return;
        (_segments, _seconds) = (0, 0);
        if (progress.State.State != VideoState.Erased || progress.State.CleanupPending)
        {
            await SaveProgressAsync(new VideoProgress { State = VideoState.Erased, CleanupPending = true, Created = progress.State.Created });
            // Invisible in the catalog too, so that an index rebuilt from it now does not bring the video back.
            await Catalog.PutAsync(Entry);
            await ForgetAsync();
            await store.DeletePrefixAsync($"media/{Id}/");
            await Catalog.RemoveAsync(Id);
            PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Erased) } });
        }

        // The tombstone is in the record; nothing else of the video is left, not even its times.
        await progress.ClearStateAsync();
        progress.State = new VideoProgress { State = VideoState.Erased };
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
        });
        await Catalog.PutAsync(Entry);
        await ForgetAsync();
        await DeleteSupersededMediaAsync();
        await SaveProgressAsync(progress.State with { CleanupPending = false, SupersededMedia = [] });
        await Catalog.PutAsync(Entry);
        PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Rejected) } });
    }

    // The index first: from here on no search finds it.
    private async Task ForgetAsync()
    {
        await Index.RemoveAsync(Id);
        await Transcript.KeepAsync(null);
        await Embedding.EraseAsync();
    }

    private async Task AdmitAsync()
    {
        var revision = record.State.Revision!;
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
            var known = done ? await Embedding.GetProgressAsync(revision) : default;
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
        await Catalog.PutAsync(Entry);
        if (IsVisible) await Embedding.PutTextAsync(record.State.Text);
        await Index.PutAsync(Entry);
    }

    // Deletes what the serving revision has replaced; the last step of a video that is ready.
    private async Task FinishAsync()
    {
        var p = progress.State;
        await Embedding.KeepAsync(p.ServingRevision);
        await Transcript.KeepAsync(p.ServingRevision);
        await DeleteSupersededMediaAsync();
        await SaveProgressAsync(p with { CleanupPending = false, SupersededMedia = [] });
        await Catalog.PutAsync(Entry);
    }

    private IReadOnlyList<string> Superseded => progress.State.MediaUri is { } old && old != record.State.Uri.Value
        ? [.. progress.State.SupersededMedia, old]
        : progress.State.SupersededMedia;

    // Only media that was uploaded to us is ours to delete.
    private async Task DeleteSupersededMediaAsync()
    {
        foreach (var uri in progress.State.SupersededMedia)
            if (uri.StartsWith($"blob:media/{Id}/", StringComparison.Ordinal) && uri != record.State.Uri.Value) await store.DeleteAsync(uri["blob:".Length..]);
    }

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

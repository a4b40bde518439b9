using Orleans.Video.Grains.Serving;
using Orleans.Video.Media;
using Orleans.Video.Versions;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>
/// Several model sets beside each other. A video is ready once every set that is kept has read it; of a set that came later the video makes the results
/// when it is asked, in the background, while it goes on serving.
/// </content>
internal sealed partial class VideoGrain
{
    private FillReply? _fill;

    public async Task<FillReply> FillAsync(string modelSet, long version)
    {
        if (models.Sets.Version < version) await models.RefreshAsync();
        var p = progress.State;
        if (!record.State.Exists || PolicyGate.RefusalOf(record.State) is not null) return new FillReply(FillOutcome.Done);
        if (p.State == VideoState.Failed && p.ServingRevision is not null)
            return new FillReply(FillOutcome.Failed, $"revision {p.ServingRevision} serves since its media was replaced by some that cannot be read: upload it again");
        // Before it is ready it goes through the set by itself; one that failed has nothing in any set.
        if (p.State != VideoState.Ready || p.ServingRevision is not { } revision || Has(modelSet, revision)) return new FillReply(FillOutcome.Done);
        if (IsReading) return new FillReply(FillOutcome.Working);
        await StopReadingAsync();
        _fill = null;
        _stopReading = CancellationTokenSource.CreateLinkedTokenSource(admission.Stopping);
        DelayDeactivation(TimeSpan.MaxValue);
        _reading = FillAsync(modelSet, revision, record.State.Uri.Value!, _stopReading.Token);
        return new FillReply(FillOutcome.Working);
    }

    public async Task<FillReply> WaitForFillAsync(string modelSet, TimeSpan patience)
    {
        try { await _reading.WaitAsync(patience, time); }
        catch (TimeoutException) { return new FillReply(FillOutcome.Working); }
        return progress.State.ServingRevision is { } revision && Has(modelSet, revision) ? new FillReply(FillOutcome.Done) : _fill ?? new FillReply(FillOutcome.Waits, "it was interrupted");
    }

    private async Task FillAsync(string modelSet, string revision, string uri, CancellationToken cancellationToken)
    {
        await Task.Yield();
        IDisposable? place = null;
        try
        {
            var set = await models.OpenAsync(modelSet);
            await NoteSetsAsync(modelSet);
            place = (await admission.EnterAsync(cancellationToken, background: true)).Place!;
            await using var media = await reader.OpenAsync(uri, cancellationToken);
            if (progress.State.MediaIdentity is { } known && known != media.Identity)
            {
                _fill = new FillReply(FillOutcome.Failed, "its media is not what it was when it was read: upload it again");
                return;
            }

            if (IsVisible) await Embedding(modelSet).PutTextAsync(Text);
            var from = (await Embedding(modelSet).TakeOverAsync(revision)).Segments;
            await foreach (var segment in ReadWithAsync(set, revision, media, from, serve: false, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (models.Sets.Of(modelSet) is null or { State: KeptSetState.Removing or KeptSetState.Stopped } && models.Serving.Id != modelSet) throw new OperationCanceledException();
                place = await admission.YieldAsync(place, cancellationToken);
            }

            await Transcript(modelSet).CompleteAsync(revision, record.State.Life);
            // Only now does its index show it: whole.
            await Index(modelSet).PutAsync(Entry);
            await SaveProgressAsync(progress.State with { Filled = WithFilled(modelSet, revision) }, tell: false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Superseded, erased, or the silo stops.
        }
        catch (Exception exception) when (IsConflict(exception))
        {
            await ResolveAsync(exception);
        }
        catch (Exception exception)
        {
            _fill = new FillReply(InfrastructureFailure.IsToBlame(exception) || exception is MediaException { IsTransient: true } ? FillOutcome.Waits : FillOutcome.Failed, exception.Message);
        }
        finally
        {
            place?.Dispose();
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    // Of a new video, or a new revision, before it is ready: so that no switch to a set that is kept ever loses one.
    private async Task ReadWithOthersAsync(OpenedModelSet first, string revision, VideoReading media, CancellationToken cancellationToken)
    {
        var without = new HashSet<string> { first.Id };
        while (models.Sets.Wanted.FirstOrDefault(id => !without.Contains(id) && !Has(id, revision)) is { } id)
        {
            // It has been read with the first one, whatever interrupts the others.
            if (!Has(first.Id, revision)) await SaveProgressAsync(progress.State with { Filled = WithFilled(first.Id, revision) }, tell: false);
            try
            {
                var set = await models.OpenAsync(id);
                await NoteSetsAsync();
                if (IsVisible) await Embedding(id).PutTextAsync(Text);
                var from = (await Embedding(id).TakeOverAsync(revision)).Segments;
                await foreach (var segment in ReadWithAsync(set, revision, media, from, serve: false, cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
                await SaveProgressAsync(progress.State with { Filled = WithFilled(id, revision) }, tell: false);
            }
            catch (ModelSetAbsentException) when (models.Sets.Of(id) is null or { State: KeptSetState.Removing })
            {
                // Removed meanwhile.
                without.Add(id);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not MediaException && !IsConflict(exception) && !InfrastructureFailure.IsToBlame(exception))
            {
                // What one set cannot do must not keep the video from those that can.
                without.Add(id);
                LogNotFilled(Id, id, exception);
                await GrainFactory.GetGrain<IVersionsGrain>(0).MissAsync(id, Id, exception.Message);
            }
        }
    }

    private bool Has(string modelSet, string revision)
    {
        if (models.Sets.Of(modelSet) is not { } set) return false;
        return progress.State.Filled.Contains(new FilledRevision(modelSet, set.Since, revision)) || (IsOfTheFirst(set) && progress.State.ServingRevision == revision);
    }

    // What was read before videos noted it was read with the set that the store began with.
    private bool IsOfTheFirst(KeptSet set) => set.Since == 1 && progress.State is { Filled.Count: 0, ServingComplete: true, ServingRevision: not null };

    private IReadOnlyList<FilledRevision> WithFilled(string modelSet, string revision)
    {
        IEnumerable<FilledRevision> before = models.Sets.Kept.FirstOrDefault(IsOfTheFirst) is { } first
            ? [new FilledRevision(first.Id, first.Since, progress.State.ServingRevision!)]
            : progress.State.Filled;
        // Should the set have gone meanwhile, nothing is claimed.
        return models.Sets.Of(modelSet) is { } set ? [.. before.Union([new FilledRevision(modelSet, set.Since, revision)])] : [.. before];
    }

    private async Task NoteSetsAsync(params string[] further)
    {
        var sets = progress.State.Sets.Union(models.Sets.Wanted).Union(further).ToArray();
        if (sets.Length > progress.State.Sets.Count) await SaveProgressAsync(progress.State with { Sets = sets }, tell: false);
    }

    // Every set that may have made anything of it.
    private IReadOnlyList<string> SetsToClean => [.. progress.State.Sets.Union(models.Sets.Kept.Select(static set => set.Id))];

    private async Task KeepAsync(string? revision)
    {
        foreach (var set in SetsToClean)
        {
            await Embedding(set).KeepAsync(revision, Claim);
            await Transcript(set).KeepAsync(revision, Claim);
        }

        await KeepClipsAsync(revision);
    }

    private async Task RemoveFromIndexesAsync()
    {
        foreach (var set in models.Sets.Kept)
        {
            try { await Index(set.Id).RemoveAsync(Id); }
            catch (Exception exception) when (exception is ModelSetAbsentException || exception.InnerException is ModelSetAbsentException)
            {
                // Nobody has it in memory, then.
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Transcripts;
using Orleans.Video.Storage;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Versions;

/// <content>What takes long: filling a set and deleting one. The stored pointer says what is under way, so that any silo goes on with it.</content>
internal sealed partial class VersionsGrain
{
    private CancellationTokenSource? _stop;
    private Task _work = Task.CompletedTask;
    private FillJob? _job;

    private void GoOn()
    {
        if (!_work.IsCompleted || !_sets.Kept.Any(static set => set.State is KeptSetState.Filling or KeptSetState.Removing)) return;
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        DelayDeactivation(TimeSpan.MaxValue);
        _work = WorkAsync(_stop.Token);
    }

    private async Task StopWorkAsync()
    {
        if (_stop is null) return;
        await _stop.CancelAsync();
        await _work;
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (_sets.Kept.FirstOrDefault(static set => set.State is KeptSetState.Removing) is { } removing) await DeleteAsync(removing, cancellationToken);
            while (_sets.Kept.FirstOrDefault(static set => set.State is KeptSetState.Filling) is { } filling) await FillAsync(filling, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped, or this activation ends.
        }
        catch (Exception exception)
        {
            // Recovery comes by and has it go on.
            LogWorkFailed(exception);
        }
        finally
        {
            _job = null;
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    private async Task FillAsync(KeptSet set, CancellationToken cancellationToken)
    {
        // A silo that does not know of the set would make new videos without it, behind the back of the walk.
        await UntilAllHaveHeardAsync(cancellationToken);
        _job = new FillJob(GrainFactory, store, options, time, _sets.Version, await FillObject.ReadAsync(store, set), logger);
        await Task.Run(() => _job.RunAsync(cancellationToken), CancellationToken.None);
        var progress = _job.Progress;
        await ChangeAsync(sets => sets.Of(set.Id) is { State: KeptSetState.Filling } now
            ? sets.With(now with { State = progress.Failed == 0 ? KeptSetState.Filled : KeptSetState.Incomplete })
            : sets);
        LogFilled(set.Id, progress.Done, progress.Failed);
    }

    // Whoever still writes finds, after the write, that the set is being removed, and deletes what it wrote.
    private async Task DeleteAsync(KeptSet set, CancellationToken cancellationToken)
    {
        await UntilAllHaveHeardAsync(cancellationToken);
        foreach (var prefix in (string[])[SegmentObject.SetPrefix(set.Id), TranscriptObject.SetPrefix(set.Id)])
            while (await store.DeletePrefixAsync(prefix, cancellationToken) > 0) cancellationToken.ThrowIfCancellationRequested();
        await CorrectionVectors.DeleteAsync(store, set.Id, cancellationToken);
        await store.DeleteAsync(FillObject.Name(set.Id), ct: cancellationToken);
        await ChangeAsync(sets => sets with { Kept = [.. sets.Kept.Where(kept => kept.Id != set.Id)] });
        LogRemoved(set.Id);
    }

    private async Task UntilAllHaveHeardAsync(CancellationToken cancellationToken)
    {
        while (!await TellAsync()) await Task.Delay(options.RetryDelay, time, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on the model sets stopped, and goes on later")]
    private partial void LogWorkFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model set {ModelSet} is filled: {Done} videos, {Failed} could not be read")]
    private partial void LogFilled(string modelSet, int done, int failed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Everything that model set {ModelSet} made is deleted")]
    private partial void LogRemoved(string modelSet);
}

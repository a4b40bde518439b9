using System.Diagnostics;
using System.Runtime.CompilerServices;
using Orleans.Runtime.Placement;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Speech;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Media;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <content>Reads the media, a segment at a time, beside the grain's calls: each step is a short turn, the work itself runs off the grain.</content>
internal sealed partial class VideoGrain
{
    private CancellationTokenSource? _stopReading;
    private Task _reading = Task.CompletedTask;
    private int _segments;
    private int _seconds;

    private bool IsReading => !_reading.IsCompleted;

    private void StartReading(string revision, string uri)
    {
        _stopReading = CancellationTokenSource.CreateLinkedTokenSource(admission.Stopping);
        DelayDeactivation(TimeSpan.MaxValue);
        _reading = ReadAsync(revision, uri, _stopReading.Token);
    }

    private async Task StopReadingAsync()
    {
        if (_stopReading is null) return;
        await _stopReading.CancelAsync();
        await _reading;
        _stopReading.Dispose();
        _stopReading = null;
    }

    private async Task ReadAsync(string revision, string uri, CancellationToken cancellationToken)
    {
        // The caller goes on: what follows are turns of its own.
        await Task.Yield();
        _ = ActivityContext.TryParse(progress.State.TraceParent, null, out var parent);
        using var activity = PipelineDiagnostics.Source.StartActivity(PipelineDiagnostics.Process, ActivityKind.Internal, parent);
        activity?.SetTag("video.id", Id).SetTag("video.revision", revision);
        try
        {
            var admitted = await admission.EnterAsync(cancellationToken);
            if (admitted.Elsewhere is { } silo)
            {
                MoveTo(silo);
                return;
            }

            using var place = admitted.Place;
            await using var media = await reader.OpenAsync(uri, cancellationToken);
            var set = models.Serving;
            var note = ChoiceFor(set, media)?.Problem;
            var from = await BeginAsync(set, revision, media, note);
            if (!Has(set.Id, revision))
            {
                await foreach (var segment in ReadWithAsync(set, revision, media, from, serve: progress.State.ServingRevision == revision, cancellationToken))
                {
                    _waits = 0;
                    _segments++;
                    _seconds += segment.Vectors.VideoPresent.Length;
                    PipelineInstruments.Seconds.Add(segment.Vectors.VideoPresent.Length);
                    Changed();
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            await ReadWithOthersAsync(set, revision, media, cancellationToken);
            await CompleteAsync(set, revision, note);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Superseded, erased, or the silo stops: whoever asked for it goes on from here, whatever broke on the way.
        }
        catch (Exception exception) when (IsConflict(exception))
        {
            await ResolveAsync(exception);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            await FailAsync(revision, exception);
        }
        finally
        {
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    // Done whole or, by a crash, done again: a stop takes effect between segments. The words come first, since it is the vectors that say how far
    // the reading has come.
    private async IAsyncEnumerable<ReadSegment> ReadWithAsync(
        OpenedModelSet set, string revision, VideoReading media, int from, bool serve, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (life, transcript, embedding) = (record.State.Life, Transcript(set.Id), Embedding(set.Id));
        var choice = ChoiceFor(set, media);
        var settled = choice?.Recogniser is null || from == 0 ? null : await transcript.GetSettledAsync(revision, from - 1);
        var listener = choice?.Recogniser is null
            ? null
            : new SpeechListener(choice, SpeechChoice.LikelyWords(record.State.Title.Value, record.State.Caption.Value), revision, serve, VideoReader.SecondsPerSegment, from, settled);
        await foreach (var segment in reader.ReadAsync(set, media, revision, from, serve, listener, cancellationToken))
        {
            if (segment.Heard is { } heard) await transcript.HearAsync(heard with { Words = heard.Words with { Life = life } });
            if (segment.Clip is { } clip) await KeepClipAsync(clip, revision, segment.Vectors.Segment, life);
            await embedding.AddSegmentAsync(segment.Vectors with { Life = life });
            yield return segment;
        }
    }

    private SpeechChoice? ChoiceFor(OpenedModelSet set, VideoReading media) =>
        media.Info.Audio is { } sound ? speech.For(set, record.State.Language.Value, sound.Language) : null;

    // Where to go on: after the segments that are stored, unless the media is not what it was when they were read.
    private async Task<int> BeginAsync(OpenedModelSet set, string revision, VideoReading media, string? note)
    {
        var p = progress.State;
        var known = await Embedding(set.Id).TakeOverAsync(revision);
        if ((known.Segments > 0 || p.MediaIdentity is not null) && p.MediaIdentity != media.Identity)
        {
            LogMediaChanged(Id);
            var serving = p.ServingRevision == revision ? null : p.ServingRevision;
            await SaveProgressAsync(p with
            {
                ServingRevision = serving,
                ServingComplete = serving is not null && p.ServingComplete,
                Filled = [.. p.Filled.Where(filled => filled.Revision != revision)],
            });
            await PutIndexesAsync();
            await KeepAsync(serving);
            known = default;
        }

        (_segments, _seconds) = (known.Segments, known.Seconds);
        await SaveProgressAsync(progress.State with
        {
            State = VideoState.Processing,
            MediaIdentity = media.Identity,
            Media = media.Summary,
            Reason = note,
            // A first revision answers from its first segment on; a later one takes over when it is whole.
            ServingRevision = progress.State.ServingRevision ?? revision,
        });
        await PutEntryAsync();
        await PutIndexesAsync();
        return known.Segments;
    }

    private async Task CompleteAsync(OpenedModelSet set, string revision, string? note)
    {
        await SaveProgressAsync(progress.State with
        {
            State = VideoState.Ready,
            ServingRevision = revision,
            ServingComplete = true,
            Reason = note,
            Attempt = 0,
            CleanupPending = true,
            Filled = WithFilled(set.Id, revision),
        }, tell: false);
        await PutEntryAsync();
        await PutIndexesAsync();
        await FinishAsync();
        PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Ready) } });
    }

    // In line here while another silo has a place free. Its state goes along, and it goes on where it arrives.
    private void MoveTo(SiloAddress silo)
    {
        LogMoves(Id, silo);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        MigrateOnIdle();
    }

    private async Task FailAsync(string revision, Exception exception)
    {
        if (InfrastructureFailure.IsToBlame(exception))
        {
            WaitAndRetry(exception);
            return;
        }

        var attempt = progress.State.Attempt + 1;
        var transient = exception is not MediaException { IsTransient: false };
        if (transient && attempt < options.MaxAttempts)
        {
            var delay = options.RetryDelay * Math.Pow(2, attempt - 1);
            LogAttemptFailed(Id, attempt, options.MaxAttempts, exception);
            var reason = $"try {attempt} of {options.MaxAttempts} failed and is repeated in {delay.TotalSeconds:0.#} s: {exception.Message}";
            try { await SaveProgressAsync(progress.State with { State = VideoState.Admitted, Attempt = attempt, Reason = reason }); }
            catch (Exception saving) { LogAdvanceFailed(Id, saving); }
            RetryAfter(delay);
            return;
        }

        if (transient) LogFailed(Id, exception);
        else LogUnreadable(Id, exception.Message);
        try
        {
            // An earlier revision that is whole goes on serving; of this one nothing stays.
            var p = progress.State;
            var serving = p.ServingComplete && p.ServingRevision != revision ? p.ServingRevision : null;
            (_segments, _seconds) = (0, 0);
            await SaveProgressAsync(p with
            {
                State = VideoState.Failed,
                Reason = exception.Message,
                Attempt = attempt,
                GaveUp = true,
                ServingRevision = serving,
                ServingComplete = serving is not null,
                CleanupPending = true,
                Filled = [.. p.Filled.Where(filled => filled.Revision == serving)],
            }, tell: false);
            await PutEntryAsync();
            await PutIndexesAsync();
            if (serving is null) await RemoveFromIndexesAsync();
            foreach (var set in SetsToClean)
            {
                // What people corrected stays: the media may come back.
                await Transcript(set).KeepAsync(serving, Claim);
                if (serving is null) await Embedding(set).EraseAsync(Claim);
                else await Embedding(set).KeepAsync(serving, Claim);
            }
            await KeepClipsAsync(serving);
            await SaveProgressAsync(progress.State with { CleanupPending = false });
            await PutEntryAsync();
            PipelineInstruments.Settled.Add(1, new TagList { { "state", nameof(VideoState.Failed) } });
        }
        catch (Exception saving) when (IsConflict(saving))
        {
            await ResolveAsync(saving);
        }
        catch (Exception saving)
        {
            WaitAndRetry(saving);
        }
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Grains.Catalog;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Speech;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// The state machine of one video. Its record is what upload systems have said (durable before an event is accepted); everything else
/// follows from the record, so that <see cref="AdvanceAsync"/> can be repeated after any crash until record and world agree.
/// <code>
///   event ─► record (durable) ─► AdvanceAsync ─┬─ not uploaded, or erased ─► erase everything
///                                              ├─ policy says no ─────────► erase what was learned, Rejected
///                                              └─ else ─► text searchable ─► read the media, a segment at a time ─► Ready
/// </code>
/// </summary>
[DevicePlacementFilter]
[ImplicitStreamSubscription(VideoStreams.Uploads)]
internal sealed partial class VideoGrain(
    [PersistentState(VideoFence.RecordState)] IPersistentState<VideoRecord> record,
    [PersistentState(VideoFence.ProgressState)] IPersistentState<VideoProgress> progress,
    IObjectStore store,
    DerivedObjects derived,
    VideoFence fence,
    Recovery recovery,
    VideoReader reader,
    SpeechEngines speech,
    VideoAdmission admission,
    ServingModelSets models,
    VideoPipelineOptions options,
    TimeProvider time,
    ILogger<VideoGrain> logger) : Grain, IVideoGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<VideoEvent>
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    // What people are told; it follows the stored progress once the catalog and the index do too.
    private VideoProgress _told = new();

    private string Id => this.GetPrimaryKeyString();

    private ICatalogGrain Catalog => GrainFactory.GetGrain<ICatalogGrain>(Shard);

    private IIndexShardGrain Index(string modelSet) => GrainFactory.GetGrain<IIndexShardGrain>(EmbeddingKey.Of(modelSet, Shard.ToString()));

    private IEmbeddingGrain Embedding(string modelSet) => GrainFactory.GetGrain<IEmbeddingGrain>(EmbeddingKey.Of(modelSet, Id));

    private ITranscriptGrain Transcript(string modelSet) => GrainFactory.GetGrain<ITranscriptGrain>(EmbeddingKey.Of(modelSet, Id));

    private int Shard => Sharding.ShardOf(Id, options.Shards);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Versions go on rising across activations, so that a waiter of an earlier one is never told "nothing changed" wrongly.
        _version = time.GetUtcNow().Ticks;
        _told = progress.State;
        (_segments, _seconds) = (progress.State.Segments, progress.State.Seconds);
        // Whatever brought it here (recovery, a silo that drained, a reader), it goes on by itself.
        if (!progress.State.IsFinished && (record.State.Exists || record.State.IsErased)) RetryAfter(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StopReadingAsync();

    public async Task<IntakeReply> SubmitAsync(VideoEvent videoEvent)
    {
        var (outcome, message) = (await TakeAsync([videoEvent]))[0];
        return new IntakeReply(outcome, message, Status, record.State.Sequence);
    }

    public Task<VideoStatus?> GetStatusAsync() => Task.FromResult(Status);

    public async Task<VideoStatus?> WaitForChangeAsync(long version, TimeSpan patience)
    {
        if (_version != version || Status is null) return Status;
        try { await _changed.Task.WaitAsync(patience, time); }
        catch (TimeoutException) { }
        return Status;
    }

    public Task<VideoLife?> GetLifeAsync() =>
        Task.FromResult(record.State.Exists && PolicyGate.RefusalOf(record.State) is null ? record.State.Life : (VideoLife?)null);

    public async Task ResumeAsync()
    {
        if (!record.State.Exists && !record.State.IsErased)
        {
            // The silo died between announcing the video in the catalog and accepting its event: nobody was told that it was taken.
            await Catalog.RemoveAsync(Id, Version);
            return;
        }

        if (!IsReading && _retry is null && !progress.State.IsFinished) await AdvanceAsync();
        else if (progress.State.IsFinished && record.State.IsErased) await Catalog.RemoveAsync(Id, Version);
        else if (progress.State.IsFinished) await PutEntryAsync();
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<VideoEvent>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<VideoEvent>> items)
    {
        // What a deletion asks for is done before the video begins a new life.
        var taken = 0;
        while (taken < items.Count)
        {
            var together = items.Skip(taken).TakeWhile(static one => one.Item.Kind != VideoEventKind.Deleted).Select(static one => one.Item).ToArray();
            if (together.Length == 0) together = [items[taken].Item];
            foreach (var (outcome, message) in await TakeAsync(together))
                if (outcome == Intake.Invalid) LogInvalid(Id, message);
            taken += together.Length;
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        LogStreamFailed(Id, ex);
        return Task.CompletedTask;
    }

    /// <summary>Takes events, at most one of them a deletion and then alone: durable by one write, and followed by what they ask for once.</summary>
    /// <returns>What became of each.</returns>
    private async Task<IReadOnlyList<(Intake Outcome, string? Message)>> TakeAsync(IReadOnlyList<VideoEvent> events)
    {
        using var activity = PipelineDiagnostics.Source.StartActivity(PipelineDiagnostics.Intake);
        activity?.SetTag("video.id", Id).SetTag("video.event.kind", events[0].Kind.ToString()).SetTag("video.events", events.Count);
        var next = record.State;
        var taken = new (Intake Outcome, string? Message)[events.Count];
        for (var i = 0; i < events.Count; i++)
        {
            if (VideoEventRules.Check(events[i], Id) is { } problem)
            {
                taken[i] = (Intake.Invalid, problem);
                continue;
            }

            (next, var outcome) = next.Apply(events[i]);
            taken[i] = (outcome, outcome == Intake.Accepted ? null : MessageFor(outcome, events[i], next.Sequence));
        }

        if (taken.Any(static one => one.Outcome == Intake.Accepted)) await AcceptAsync(next);
        // A repeated deletion must not be answered before the deletion is done.
        else if (taken.Any(static one => one.Outcome != Intake.Invalid) && progress.State.CleanupPending && !IsReading) await AdvanceAsync();
        for (var i = 0; i < events.Count; i++)
            PipelineInstruments.EventsTaken.Add(1, new TagList { { "kind", events[i].Kind.ToString() }, { "outcome", taken[i].Outcome.ToString() } });
        return taken;
    }

    private async Task AcceptAsync(VideoRecord next)
    {
        // The catalog first, unfinished and invisible: were the silo to die now, recovery finds the video, or finds that it never was.
        if (next.Exists && !record.State.Exists) await Catalog.AnnounceAsync(Id);
        await AnnounceDeletionAsync(next);
        var uploadedAgain = next.Uploaded.IsAfter(record.State.Uploaded);
        await SaveRecordAsync(next);
        Changed();
        if (uploadedAgain && progress.State.State == VideoState.Failed && !IsReading) progress.State = progress.State with { Revision = null };
        if (next.Exists && PolicyGate.RefusalOf(next) is null) await AdvanceOrRetryAsync();
        else await AdvanceNowAsync();
    }

    private string MessageFor(Intake outcome, VideoEvent videoEvent, long known) => outcome == Intake.Duplicate
        ? $"event {videoEvent.Id} of video {Id} had been taken before"
        : $"video {Id} knows newer events: sequence {videoEvent.Sequence} is older than {known}; send a higher sequence to change it";

    private VideoStatus? Status
    {
        get
        {
            var (r, p) = (record.State, _told);
            if (!r.Exists) return null;
            return new VideoStatus
            {
                Id = Id,
                State = p.Revision is null ? VideoState.Received : p.State,
                Reason = p.Reason,
                Attempt = p.Attempt,
                Title = r.Title.Value,
                Caption = r.Caption.Value,
                Description = r.Description.Value,
                Language = r.Language.Value,
                Audience = r.Audience.Value,
                Learn = r.Learn.Value,
                Uri = r.Uri.Value,
                Revision = r.Revision,
                ServingRevision = p.ServingRevision,
                Segments = _segments,
                Seconds = _seconds,
                Media = p.Media,
                ModelSet = models.Serving.Id,
                Trained = models.Serving.HasTrainedJointSpace,
                Version = _version,
                Sequence = r.Sequence,
                Created = p.Created,
                Updated = p.Updated,
            };
        }
    }

    private CatalogEntry Entry => new()
    {
        Id = Id,
        State = progress.State.State,
        Finished = progress.State.IsFinished,
        Visible = IsVisible,
        Title = record.State.Title.Value,
        Caption = record.State.Caption.Value,
        Description = record.State.Description.Value,
        Language = record.State.Language.Value,
        ServingRevision = progress.State.ServingRevision,
        Seconds = _seconds,
        Updated = progress.State.Updated,
        Version = Version,
    };

    // A video whose media cannot be read is not found by its title, unless an earlier revision of it still serves.
    private bool IsVisible => record.State.Exists && PolicyGate.RefusalOf(record.State) is null &&
        (progress.State.State is not VideoState.Failed || progress.State.ServingRevision is not null);

    private void Changed()
    {
        _told = progress.State;
        WakeWaiters();
    }

    private void WakeWaiters()
    {
        _version++;
        var waiters = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiters.TrySetResult();
    }

}

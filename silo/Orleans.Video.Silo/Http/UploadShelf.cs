using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary>
/// Keeps uploaded media until its video takes it over. Before the first byte a note says which object is on its way and which silo takes it; it
/// goes when the video refers to the object or the object is deleted. A note whose silo is gone is settled in the same way, at the start of a
/// silo and whenever one is lost, so that no media stays that nobody knows of.
/// </summary>
internal sealed partial class UploadShelf(
    IObjectStore store, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails self, ILogger<UploadShelf> logger) : IHostedService
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>Settles what a crash left, before requests are taken.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await SettleOrphansAsync(cancellationToken);
        _watching = Task.Run(WatchAsync, CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching;
    }

    /// <summary>Streams media into the store. Whatever it throws, nothing of the media stays.</summary>
    public async Task<ShelvedUpload> PutAsync(string videoId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var key = VideoIntake.NewId();
        var name = $"media/{videoId}/{key}";
        var note = UploadNotes.NameFor(name);
        await store.PutAsync(note, Encoding.UTF8.GetBytes($"{name}\n{self.SiloAddress.ToParsableString()}"), PutCondition.IfAbsent, cancellationToken);
        try
        {
            var put = await store.PutStreamAsync(name, content, maxBytes, PutCondition.IfAbsent, cancellationToken);
            return new ShelvedUpload(note, name, videoId, put.Length);
        }
        catch
        {
            await DiscardAsync(new ShelvedUpload(note, name, videoId, 0));
            throw;
        }
    }

    /// <summary>Puts media that was stored before its video's id was known where it belongs.</summary>
    public async Task<ShelvedUpload> MoveAsync(ShelvedUpload upload, string videoId, CancellationToken cancellationToken)
    {
        ShelvedUpload moved;
        await using (var content = await store.OpenReadAsync(upload.Name, cancellationToken)
            ?? throw new ObjectStoreException($"object '{upload.Name}' vanished while it was moved: send it again", upload.Name))
        {
            moved = await PutAsync(videoId, content, upload.Length, cancellationToken);
        }

        await DiscardAsync(upload);
        return moved;
    }

    /// <summary>The video has the media now: it is its own from here on.</summary>
    /// <exception cref="Refusal">Another silo took this one for lost and has deleted the media.</exception>
    public async Task HandOverAsync(ShelvedUpload upload)
    {
        var lost = false;
        try
        {
            if (!await store.DeleteAsync(upload.Note))
            {
                await using var media = await store.OpenReadAsync(upload.Name);
                lost = media is null;
            }

            // An erasure leaves media alone that has a note: had one come meanwhile, the media is nobody's.
            if ((await grains.GetGrain<IVideoGrain>(upload.VideoId).GetStatusAsync())?.Uri != upload.Uri) await store.DeleteAsync(upload.Name);
        }
        catch (Exception exception)
        {
            // The video is accepted all the same, and the note is settled at the next start.
            LogNoteStays(upload.Name, exception);
            return;
        }

        if (lost) throw Refusal.NotReady($"the upload of video {upload.VideoId} took longer than the cluster believed this silo alive: send it again");
    }

    /// <summary>Deletes media that no video wants.</summary>
    public async Task DiscardAsync(ShelvedUpload upload)
    {
        try
        {
            await store.DeleteAsync(upload.Name);
            await store.DeleteAsync(upload.Note);
        }
        catch (Exception exception)
        {
            LogNoteStays(upload.Name, exception);
        }
    }

    /// <summary>After a failure nobody knows whether the video took the event: it is asked, and while it cannot be, the note stays.</summary>
    public async Task SettleAsync(ShelvedUpload upload)
    {
        try
        {
            if ((await grains.GetGrain<IVideoGrain>(upload.VideoId).GetStatusAsync())?.Uri == upload.Uri) await HandOverAsync(upload);
            else await DiscardAsync(upload);
        }
        catch (Exception exception)
        {
            LogNoteStays(upload.Name, exception);
        }
    }

    private async Task SettleOrphansAsync(CancellationToken cancellationToken)
    {
        await foreach (var note in store.ListAsync(UploadNotes.Prefix, cancellationToken))
        {
            if (await store.GetAsync(note.Name, cancellationToken) is not { } stored) continue;
            var lines = Encoding.UTF8.GetString(stored.Content.Span).Split('\n');
            if (lines.Length > 1 && IsAlive(lines[1])) continue;
            var shelved = new ShelvedUpload(note.Name, lines[0], VideoOf(lines[0]), 0);
            if (!ObjectName.IsValid(shelved.Name) || !VideoId.TryValidate(shelved.VideoId, out _)) await store.DeleteAsync(note.Name, ct: cancellationToken);
            else await SettleAsync(shelved);
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            var before = new HashSet<SiloAddress>();
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(_stop.Token))
            {
                var alive = snapshot.Members.Values.Where(member => member.Status is not (SiloStatus.Dead or SiloStatus.None)).Select(member => member.SiloAddress).ToHashSet();
                // One silo settles, the first in an order that all share.
                if (before.Except(alive).Any() && alive.Min()?.Equals(self.SiloAddress) == true) await TrySettleOrphansAsync();
                before = alive;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task TrySettleOrphansAsync()
    {
        try
        {
            await SettleOrphansAsync(_stop.Token);
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            LogOrphansStay(exception.Message);
        }
    }

    private bool IsAlive(string owner)
    {
        try { return membership.CurrentSnapshot.GetSiloStatus(SiloAddress.FromParsableString(owner)) is not (SiloStatus.Dead or SiloStatus.None); }
        catch (FormatException) { return false; }
    }

    private static string VideoOf(string name) => name.Split('/') is ["media", var videoId, _] ? videoId : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The note on uploaded object {Name} stays until the next start, which settles it")]
    private partial void LogNoteStays(string name, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The uploads that a lost silo left unfinished could not be settled ({Reason}): the next start of a silo settles them")]
    private partial void LogOrphansStay(string reason);
}

/// <summary>Uploaded media that no video has taken over yet.</summary>
/// <param name="Note">The object that says that it is on its way.</param>
/// <param name="Name">The media's object.</param>
/// <param name="VideoId">The video that it is for.</param>
/// <param name="Length">Bytes.</param>
internal sealed record ShelvedUpload(string Note, string Name, string VideoId, long Length)
{
    /// <summary>The media's reference.</summary>
    public string Uri => $"blob:{Name}";
}

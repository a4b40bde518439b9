using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Silo.Http;

/// <summary>
/// Keeps uploaded media until its video takes it over. Before the first byte a note says which object is on its way; it goes when the video
/// refers to the object or the object is deleted. A note that a crash left is settled in the same way at the next start, so that no media
/// stays that nobody knows of.
/// </summary>
internal sealed partial class UploadShelf(IObjectStore store, IGrainFactory grains, ILogger<UploadShelf> logger) : IHostedService
{
    private const string Notes = "upload-notes/";

    /// <summary>Settles what a crash left, before requests are taken.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await foreach (var note in store.ListAsync(Notes, cancellationToken))
        {
            if (await store.GetAsync(note.Name, cancellationToken) is not { } stored) continue;
            var name = Encoding.UTF8.GetString(stored.Content.Span);
            var shelved = new ShelvedUpload(note.Name, name, VideoOf(name), 0);
            if (!ObjectName.IsValid(name) || !VideoId.TryValidate(shelved.VideoId, out _)) await store.DeleteAsync(note.Name, ct: cancellationToken);
            else await SettleAsync(shelved);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Streams media into the store. Whatever it throws, nothing of the media stays.</summary>
    public async Task<ShelvedUpload> PutAsync(string videoId, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var key = VideoIntake.NewId();
        var name = $"media/{videoId}/{key}";
        var note = Notes + key;
        await store.PutAsync(note, Encoding.UTF8.GetBytes(name), PutCondition.IfAbsent, cancellationToken);
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
    public async Task HandOverAsync(ShelvedUpload upload)
    {
        try
        {
            await store.DeleteAsync(upload.Note);
        }
        catch (Exception exception)
        {
            // The video is accepted all the same, and the note is settled at the next start.
            LogNoteStays(upload.Name, exception);
        }
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

    private static string VideoOf(string name) => name.Split('/') is ["media", var videoId, _] ? videoId : "";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The note on uploaded object {Name} stays until the next start, which settles it")]
    private partial void LogNoteStays(string name, Exception exception);
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

using System.Net;
using System.Runtime.CompilerServices;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Client;

public sealed partial class VideoClient
{
    /// <summary>Names a video whose media the server can reach. When it returns, the video is accepted and durable.</summary>
    public Task<VideoStatus> SubmitAsync(UploadRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync<VideoStatus>(HttpMethod.Post, "v1/videos", request, cancellationToken);

    /// <summary>Sends a video's media with its text. When it returns, the bytes are stored and the video is accepted and durable.</summary>
    /// <param name="content">The media, read from where it stands to its end in bounded memory, and left open.</param>
    /// <param name="fileName">Its name, for people.</param>
    /// <param name="request">Everything but <see cref="UploadRequest.Uri"/>.</param>
    /// <param name="cancellationToken">Breaks the upload off; the server forgets what it got.</param>
    public async Task<VideoStatus> UploadAsync(Stream content, string fileName, UploadRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Uri is not null) throw new ArgumentException("an upload carries its media: leave the uri out", nameof(request));
        using var body = new UploadContent(content, fileName, request);
        using var message = new HttpRequestMessage(HttpMethod.Post, "v1/videos") { Content = body };
        // The server answers before the body when it will not take it: then nothing is sent.
        message.Headers.ExpectContinue = true;
        using var reply = await SendAsync(message, Timeout.InfiniteTimeSpan, cancellationToken);
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return await ReadAsync<VideoStatus>(reply, cancellationToken);
    }

    /// <summary>Changes a video's text, audience or learning label.</summary>
    public Task<VideoStatus> UpdateAsync(string id, UpdateRequest request, CancellationToken cancellationToken = default) =>
        SendJsonAsync<VideoStatus>(HttpMethod.Patch, PathOf(id), request, cancellationToken);

    /// <summary>A video as it is now; null when there is none of that id.</summary>
    public Task<VideoStatus?> GetAsync(string id, CancellationToken cancellationToken = default) =>
        FindJsonAsync<VideoStatus>(PathOf(id), [ProblemTypes.UnknownVideo], cancellationToken);

    /// <summary>All videos, or those in one state, in order of id, fetched page by page.</summary>
    public async IAsyncEnumerable<VideoListItem> ListAsync(VideoState? state = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? after = null;
        do
        {
            var page = await GetJsonAsync<VideoPage>("v1/videos" + Query(("after", after), ("state", state?.ToString())), cancellationToken);
            foreach (var video in page.Videos) yield return video;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>Erases a video: when it returns true no read shows it any more. False when there was none of that id.</summary>
    public async Task<bool> DeleteAsync(string id, long? sequence = null, CancellationToken cancellationToken = default)
    {
        using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, PathOf(id, Query(("sequence", sequence?.ToString())))), Patience, cancellationToken);
        if (reply.StatusCode == HttpStatusCode.NotFound) return false;
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return true;
    }
}

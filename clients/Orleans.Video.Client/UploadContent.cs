using System.Net;
using System.Net.Http.Headers;
using Orleans.Video.Http;

namespace Orleans.Video.Client;

/// <summary>The multipart body of an upload: the text parts first, then the file, whose stream stays open.</summary>
internal sealed class UploadContent : MultipartFormDataContent
{
    public UploadContent(Stream media, string fileName, UploadRequest request)
    {
        AddText("id", request.Id);
        AddText("title", request.Title);
        AddText("caption", request.Caption);
        AddText("description", request.Description);
        AddText("language", request.Language);
        AddText("audience", request.Audience);
        AddText("learn", request.Learn);
        AddText("sequence", request.Sequence?.ToString());
        AddText("eventId", request.EventId);
        Add(new MediaContent(media), "file", fileName.Length == 0 ? "media" : fileName);
    }

    private void AddText(string name, string? value)
    {
        if (value is not null) Add(new StringContent(value), name);
    }

    private sealed class MediaContent : HttpContent
    {
        private readonly Stream _media;
        private readonly long? _length;

        public MediaContent(Stream media)
        {
            _media = media;
            _length = media.CanSeek ? media.Length - media.Position : null;
            Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _media.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _media.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;
            return _length is not null;
        }
    }
}

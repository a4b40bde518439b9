using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Http;

/// <summary>
/// Reads a multipart upload: text parts in any order, and one part "file" that goes straight to the store. Until the request is read to its
/// end nothing is submitted; what was stored for a request that is refused is deleted.
/// </summary>
internal sealed class MultipartUpload(UploadShelf shelf, VideoSiloOptions options)
{
    private const int LongestBoundary = 70;
    private const int MostParts = 16;

    /// <summary>What text parts and boundaries may take beside the media.</summary>
    private const long Overhead = 2 * RequestLimits.JsonBytes;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, int> Limits = new()
    {
        ["id"] = 1024,
        ["title"] = RequestLimits.Title,
        ["caption"] = RequestLimits.Caption,
        ["description"] = RequestLimits.Description,
        ["language"] = RequestLimits.Language,
        ["audience"] = RequestLimits.Audience,
        ["learn"] = RequestLimits.Learn,
        ["sequence"] = 20,
        ["eventId"] = RequestLimits.EventId,
    };

    /// <summary>The names of the text parts.</summary>
    public static IReadOnlyCollection<string> TextParts => Limits.Keys;

    /// <summary>The request's text, with the id that was given or made, and its stored media, which the caller hands over or discards.</summary>
    /// <exception cref="Refusal">The request is not legal, or too large.</exception>
    public async Task<(UploadRequest Request, ShelvedUpload Media)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = Open(request);
        var texts = new Dictionary<string, string>();
        ShelvedUpload? media = null;
        try
        {
            for (var parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
            {
                if (parts == MostParts) throw Refusal.Invalid(null, $"the upload has more than {MostParts} parts");
                var name = NameOf(section);
                if (name == "file")
                {
                    if (media is not null) throw Refusal.Invalid("file", "there are two parts file: send one video at a time");
                    media = await StoreAsync(section.Body, texts.GetValueOrDefault("id"), cancellationToken);
                }
                else if (!Limits.TryGetValue(name, out var limit))
                {
                    throw Refusal.Invalid(Told.Safely(name), $"there is no part {Told.Safely(name)}: use file, {string.Join(", ", Limits.Keys)}");
                }
                else if (!texts.TryAdd(name, await ReadTextAsync(name, section.Body, limit, cancellationToken)))
                {
                    throw Refusal.Invalid(name, $"there are two parts {name}");
                }
            }

            var read = RequestOf(texts);
            if (media is null) throw Refusal.Invalid("file", "there is no part file: send the video in one");
            VideoIntake.CheckId(read.Id ?? media.VideoId);
            if (read.Id is { } id && id != media.VideoId) media = await shelf.MoveAsync(media, id, cancellationToken);
            read = read with { Id = media.VideoId };
            VideoIntake.Check(VideoIntake.EventOf(read, media.VideoId, media.Uri));
            return (read, media);
        }
        catch (Exception exception)
        {
            if (media is not null) await shelf.DiscardAsync(media);
            // The reader's way to say that the body is cut, or that a part's head is too long.
            if (exception is InvalidDataException || (exception is IOException and not (ObjectStoreException or BadHttpRequestException) && !cancellationToken.IsCancellationRequested))
                throw Refusal.Invalid(null, "the multipart body is cut short or malformed: send it again");
            throw;
        }
    }

    private MultipartReader Open(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary) throw Refusal.Invalid(null, $"multipart/form-data needs a boundary of 1 to {LongestBoundary} characters");
        if (request.ContentLength > options.MaxUploadBytes + Overhead) throw TooLarge();
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxUploadBytes + Overhead;
        return new MultipartReader(boundary, request.Body, 64 * 1024);
    }

    private async Task<ShelvedUpload> StoreAsync(Stream content, string? id, CancellationToken cancellationToken)
    {
        if (id is not null) VideoIntake.CheckId(id);
        try
        {
            var media = await shelf.PutAsync(id ?? VideoIntake.NewId(), content, options.MaxUploadBytes, cancellationToken);
            if (media.Length > 0) return media;
            await shelf.DiscardAsync(media);
            throw Refusal.Invalid("file", "the file is empty: send a video");
        }
        catch (ObjectTooLargeException)
        {
            throw TooLarge();
        }
    }

    private Refusal TooLarge() => Refusal.TooLarge($"the file is larger than the {options.MaxUploadBytes} bytes that this server takes: send a smaller one, or raise Video:MaxUploadBytes", "file");

    private static string NameOf(MultipartSection section)
    {
        var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;
        return string.IsNullOrEmpty(name) ? throw Refusal.Invalid(null, "a part has no name: give it Content-Disposition: form-data; name=\"…\"") : name;
    }

    private static async Task<string> ReadTextAsync(string name, Stream body, int limit, CancellationToken cancellationToken)
    {
        // A character takes at most three bytes of UTF-8 a UTF-16 unit.
        var bytes = new byte[(limit * 3) + 1];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        try
        {
            var text = length == bytes.Length ? null : Utf8.GetString(bytes, 0, length);
            return text?.Length <= limit ? text : throw Refusal.Invalid(name, $"{name}: has more than the {limit} characters that are allowed");
        }
        catch (DecoderFallbackException)
        {
            throw Refusal.Invalid(name, $"{name}: is not UTF-8");
        }
    }

    private static UploadRequest RequestOf(Dictionary<string, string> texts)
    {
        long? sequence = null;
        if (texts.TryGetValue("sequence", out var text)) sequence = long.TryParse(text, out var number) ? number : throw Refusal.Invalid("sequence", "sequence must be a whole number");
        return new UploadRequest
        {
            Id = texts.GetValueOrDefault("id"),
            Title = texts.GetValueOrDefault("title"),
            Caption = texts.GetValueOrDefault("caption"),
            Description = texts.GetValueOrDefault("description"),
            Language = texts.GetValueOrDefault("language"),
            Audience = texts.GetValueOrDefault("audience"),
            Learn = texts.GetValueOrDefault("learn"),
            Sequence = sequence,
            EventId = texts.GetValueOrDefault("eventId"),
        };
    }
}

using System.Text.RegularExpressions;
using Orleans.Video.Media;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>What an event must be before anything is done with it: events come from outside and are hostile until checked.</summary>
public static partial class VideoEventRules
{
    /// <summary>The greatest number of characters in a title.</summary>
    public const int MaxTitle = 1_000;

    /// <summary>The greatest number of characters in a caption.</summary>
    public const int MaxCaption = 10_000;

    /// <summary>The greatest number of characters in a description.</summary>
    public const int MaxDescription = 100_000;

    private const int MaxEventId = 256;

    /// <summary>What is wrong with an event for a video, with the field and the remedy; null when it is legal.</summary>
    public static string? Check(VideoEvent videoEvent, string videoId)
    {
        if (!VideoId.TryValidate(videoEvent.VideoId, out var error)) return error;
        if (videoEvent.VideoId != videoId) return $"the event is for video {videoEvent.VideoId}, but was sent to video {videoId}: use the video id as the stream's key";
        if (string.IsNullOrEmpty(videoEvent.Id) || videoEvent.Id.Length > MaxEventId) return $"id: an event needs an id of 1 to {MaxEventId} characters";
        if (videoEvent.Sequence < 1) return "sequence: must be above zero; higher is newer";
        return CheckText("title", videoEvent.Title, MaxTitle)
            ?? CheckText("caption", videoEvent.Caption, MaxCaption)
            ?? CheckText("description", videoEvent.Description, MaxDescription)
            ?? (videoEvent.Language is { } language && !LanguageTag().IsMatch(language) ? "language: not a BCP 47 tag such as en or pt-BR" : null)
            ?? (videoEvent.Audience is { } audience && !Audience.TryValidate(audience, out var audienceError) ? $"audience: {audienceError}" : null)
            ?? (videoEvent.Learn is { } learn && !LearningLabel.TryValidate(learn, out var learnError) ? $"learn: {learnError}" : null)
            ?? CheckKind(videoEvent);
    }

    private static string? CheckKind(VideoEvent videoEvent) => videoEvent.Kind switch
    {
        VideoEventKind.Uploaded => CheckUri(videoEvent),
        VideoEventKind.Updated when videoEvent.Uri is not null => "uri: an update cannot change the media: send an upload event with the new uri",
        VideoEventKind.Updated when videoEvent is { Title: null, Caption: null, Description: null, Language: null, Audience: null, Learn: null } =>
            "an update needs at least one of title, caption, description, language, audience and learn",
        VideoEventKind.Updated or VideoEventKind.Deleted => null,
        _ => "kind: must be uploaded, updated or deleted",
    };

    private static string? CheckUri(VideoEvent videoEvent)
    {
        if (string.IsNullOrEmpty(videoEvent.Uri)) return "uri: an upload needs the media's reference: an absolute path, file:, https: or blob:";
        if (!MediaReference.TryParse(videoEvent.Uri, out var reference, out var error)) return $"uri: {error}";
        // The store also holds states and other videos' media: a reference may only name what upload systems put there for this video.
        if (reference.Kind == MediaReferenceKind.Blob && !reference.Value.StartsWith($"media/{videoEvent.VideoId}/", StringComparison.Ordinal) && !reference.Value.StartsWith("uploads/", StringComparison.Ordinal))
            return $"uri: a blob must lie below uploads/ or media/{videoEvent.VideoId}/";
        return null;
    }

    private static string? CheckText(string field, string? text, int limit)
    {
        if (text is null) return null;
        if (text.Length > limit) return $"{field}: has {text.Length} characters, at most {limit} are allowed";
        return text.AsSpan().ContainsAnyInRange('\u0000', '\u0008') ? $"{field}: has control characters" : null;
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LanguageTag();
}

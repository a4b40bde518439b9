using CsCheck;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Tests.Videos;

/// <summary>Makes events of one video.</summary>
internal static class VideoEvents
{
    public const string Id = "v1";

    /// <summary>Any legal history: distinct stamps, some sequence numbers shared, uploads, updates and deletions.</summary>
    public static readonly Gen<VideoEvent[]> History =
        Gen.Select(Gen.Int[0, 2], Gen.Long[1, 6], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2], (kind, sequence, uri, title, audience, learn) => (kind, sequence, uri, title, audience, learn))
            .Array[1, 12]
            .Select(drawn => drawn.Select((e, i) => Make((VideoEventKind)e.kind, e.sequence, $"e{i:D2}", e.uri, e.title, e.audience, e.learn)).ToArray());

    public static VideoEvent Upload(long sequence, string uri = "/videos/a.mp4", string? title = null, string? audience = null) => new()
    {
        Id = $"u{sequence}",
        VideoId = Id,
        Sequence = sequence,
        Kind = VideoEventKind.Uploaded,
        Uri = uri,
        Title = title,
        Audience = audience,
    };

    public static VideoEvent Update(long sequence, string? title = null, string? audience = null) => new()
    {
        Id = $"c{sequence}",
        VideoId = Id,
        Sequence = sequence,
        Kind = VideoEventKind.Updated,
        Title = title,
        Audience = audience,
    };

    public static VideoEvent Delete(long sequence) => new() { Id = $"d{sequence}", VideoId = Id, Sequence = sequence, Kind = VideoEventKind.Deleted };

    private static VideoEvent Make(VideoEventKind kind, long sequence, string id, int uri, int title, int audience, int learn)
    {
        var made = new VideoEvent { Id = id, VideoId = Id, Sequence = sequence, Kind = kind };
        if (kind == VideoEventKind.Deleted) return made;
        made = made with
        {
            Title = title == 0 ? null : $"title {title}",
            Description = title == 1 ? "a description" : null,
            Learn = learn switch { 0 => null, 1 => LearningLabel.Allow, _ => LearningLabel.Forbid },
            Audience = audience switch { 0 => null, 1 => Audience.Public, _ => Audience.Private },
        };
        return kind == VideoEventKind.Uploaded ? made with { Uri = $"/videos/{uri}.mp4" } : made with { Title = made.Title ?? "updated" };
    }
}

using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>Stands before the first byte of media: what is not public is not read, and what was learned from it before is deleted.</summary>
internal static class PolicyGate
{
    /// <summary>Why a video must not be read; null when it may.</summary>
    public static string? RefusalOf(VideoRecord record) =>
        record.Audience.Value == Audience.Public
            ? null
            : $"its audience is {record.Audience.Value}: only {Audience.Public} videos are read; make it {Audience.Public} to have it processed";
}

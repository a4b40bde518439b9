using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Fencing;

/// <summary>Says, from the store itself and not from any activation's memory, what a video is now.</summary>
internal interface IVideoLives
{
    /// <summary>Whether a video still lives this life, may be read, and (unless null) is at this revision.</summary>
    /// <param name="videoId">The video.</param>
    /// <param name="life">The life.</param>
    /// <param name="revision">The revision, or null for any.</param>
    /// <param name="toLearn">Whether models must be allowed to learn from it too.</param>
    Task<bool> IsCurrentAsync(string videoId, VideoLife life, string? revision, bool toLearn);
}

using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Fencing;

/// <summary>Says, from the store itself and not from any activation's memory, what a video is now.</summary>
internal interface IVideoLives
{
    /// <summary>Whether a video still lives this life, may be read, and (unless null) is at this revision.</summary>
    Task<bool> IsCurrentAsync(string videoId, VideoLife life, string? revision);
}

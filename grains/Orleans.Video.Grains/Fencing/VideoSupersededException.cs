namespace Orleans.Video.Grains.Fencing;

/// <summary>
/// What an activation wanted to write or delete is no longer its to change: the video was erased, replaced, or is another activation's now.
/// Nothing of it stays; the activation lets go.
/// </summary>
[GenerateSerializer, Alias("orleans.video.VideoSupersededException")]
internal sealed class VideoSupersededException(string videoId)
    : Exception($"video {videoId} was erased, replaced or taken over by another silo meanwhile: this activation lets go of it");

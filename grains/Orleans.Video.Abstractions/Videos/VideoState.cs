using System.Text.Json.Serialization;

namespace Orleans.Video.Videos;

/// <summary>Where a video stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VideoState>))]
public enum VideoState
{
    /// <summary>Accepted and durable; nothing of the media has been read.</summary>
    Received = 0,

    /// <summary>The policy gate let it through; its text is searchable and its media is about to be read.</summary>
    Admitted = 1,

    /// <summary>The media is being read, a segment at a time.</summary>
    Processing = 2,

    /// <summary>Everything that the model set can say of the newest revision is there.</summary>
    Ready = 3,

    /// <summary>The policy gate refused it: nothing was read, and what had been learned is gone.</summary>
    Rejected = 4,

    /// <summary>The media could not be read. An earlier revision, if there is one, still serves.</summary>
    Failed = 5,

    /// <summary>Deleted: nothing is left but a tombstone.</summary>
    Erased = 6,
}

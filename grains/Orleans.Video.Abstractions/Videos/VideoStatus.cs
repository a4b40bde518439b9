namespace Orleans.Video.Videos;

/// <summary>A video as people and programs see it.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoStatus")]
public sealed record VideoStatus
{
    /// <summary>The video.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public required VideoState State { get; init; }

    /// <summary>Why it was rejected or failed, why it waits, or, of a video that is read, why its speech is not transcribed; otherwise null.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>How often reading this revision was tried and failed.</summary>
    [Id(3)] public int Attempt { get; init; }

    /// <summary>The title.</summary>
    [Id(4)] public string? Title { get; init; }

    /// <summary>The caption.</summary>
    [Id(5)] public string? Caption { get; init; }

    /// <summary>The description.</summary>
    [Id(6)] public string? Description { get; init; }

    /// <summary>The BCP 47 language tag.</summary>
    [Id(7)] public string? Language { get; init; }

    /// <summary>The audience.</summary>
    [Id(8)] public string? Audience { get; init; }

    /// <summary>The media reference of the newest revision.</summary>
    [Id(9)] public string? Uri { get; init; }

    /// <summary>The newest revision: 16 hexadecimal digits that stand for its media reference.</summary>
    [Id(10)] public string? Revision { get; init; }

    /// <summary>The revision that answers searches now; null until one is ready or, for a first one, has its first segment.</summary>
    [Id(11)] public string? ServingRevision { get; init; }

    /// <summary>Segments whose results are durable.</summary>
    [Id(12)] public int Segments { get; init; }

    /// <summary>Seconds of media whose results are durable.</summary>
    [Id(13)] public int Seconds { get; init; }

    /// <summary>What the media is, once probed.</summary>
    [Id(14)] public MediaSummary? Media { get; init; }

    /// <summary>The model set that reads it.</summary>
    [Id(15)] public required string ModelSet { get; init; }

    /// <summary>Whether that set was trained; when false its text and cross-modal similarities rank nothing.</summary>
    [Id(16)] public bool Trained { get; init; }

    /// <summary>Counts the changes of this status within one life of its grain; for <see cref="IVideoGrain.WaitForChangeAsync"/>.</summary>
    [Id(17)] public long Version { get; init; }

    /// <summary>The highest event sequence number seen.</summary>
    [Id(18)] public long Sequence { get; init; }

    /// <summary>When the first event was accepted.</summary>
    [Id(19)] public DateTimeOffset Created { get; init; }

    /// <summary>When something last changed.</summary>
    [Id(20)] public DateTimeOffset Updated { get; init; }

    /// <summary>Whether models may learn from it (see <see cref="LearningLabel"/>); null, of videos of older versions, allows it.</summary>
    [Id(21)] public string? Learn { get; init; }

    /// <summary>Whether nothing more will happen without a new event.</summary>
    public bool IsSettled => State is VideoState.Ready or VideoState.Rejected or VideoState.Failed or VideoState.Erased;
}

/// <summary>What probing found in the media.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.MediaSummary")]
public sealed record MediaSummary
{
    /// <summary>The container, by ffmpeg's name.</summary>
    [Id(0)] public required string Container { get; init; }

    /// <summary>Seconds, when the container declares them.</summary>
    [Id(1)] public double? DurationSeconds { get; init; }

    /// <summary>The codec of the video track that is read; null without one.</summary>
    [Id(2)] public string? VideoCodec { get; init; }

    /// <summary>Displayed width in pixels, after rotation.</summary>
    [Id(3)] public int? Width { get; init; }

    /// <summary>Displayed height in pixels, after rotation.</summary>
    [Id(4)] public int? Height { get; init; }

    /// <summary>The codec of the audio track that is read; null without one.</summary>
    [Id(5)] public string? AudioCodec { get; init; }

    /// <summary>The audio track's own sampling rate in Hz.</summary>
    [Id(6)] public int? SampleRate { get; init; }

    /// <summary>Bytes of the media.</summary>
    [Id(7)] public long Bytes { get; init; }
}

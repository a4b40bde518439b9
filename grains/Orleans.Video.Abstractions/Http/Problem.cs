namespace Orleans.Video.Http;

/// <summary>An error as the server tells it: RFC 9457, <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>Which problem it is, for programs: one of <see cref="ProblemTypes"/>, or <c>about:blank</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of problem, for people.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What was wrong this time and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The member, part or parameter that was wrong.</summary>
    public string? Field { get; init; }

    /// <summary>For <see cref="ProblemTypes.StaleEvent"/>: the sequence number of the request.</summary>
    public long? Sequence { get; init; }

    /// <summary>For <see cref="ProblemTypes.StaleEvent"/>: the highest sequence number that the server has seen.</summary>
    public long? LastSequence { get; init; }

    /// <summary>The trace in which to look for more.</summary>
    public string? TraceId { get; init; }
}

/// <summary>What <see cref="Problem.Type"/> may be.</summary>
public static class ProblemTypes
{
    /// <summary>400: a member, part or parameter is not legal; <see cref="Problem.Field"/> names it.</summary>
    public const string InvalidRequest = "urn:orleans-video:invalid-request";

    /// <summary>401: a key is needed, or the one given is not known.</summary>
    public const string Unauthorized = "urn:orleans-video:unauthorized";

    /// <summary>403: a browser sent it for another site, or for a host name that is not this server's.</summary>
    public const string Forbidden = "urn:orleans-video:forbidden";

    /// <summary>404: there is no such video.</summary>
    public const string UnknownVideo = "urn:orleans-video:unknown-video";

    /// <summary>404: the video is there, and has no vectors yet, or none of that modality.</summary>
    public const string NoVectors = "urn:orleans-video:no-vectors";

    /// <summary>404: the video is there, and nothing was heard in it.</summary>
    public const string NothingHeard = "urn:orleans-video:nothing-heard";

    /// <summary>404: the video is there, and its model set has no speech recogniser.</summary>
    public const string NoRecogniser = "urn:orleans-video:no-recogniser";

    /// <summary>409: a newer event has been taken; <see cref="Problem.Sequence"/> and <see cref="Problem.LastSequence"/> say which.</summary>
    public const string StaleEvent = "urn:orleans-video:stale-event";

    /// <summary>413: the body is over a limit.</summary>
    public const string TooLarge = "urn:orleans-video:too-large";

    /// <summary>422: the text is not a reference to media.</summary>
    public const string NotMedia = "urn:orleans-video:not-a-media-reference";

    /// <summary>422: there is no such model set, or it cannot be used on a silo.</summary>
    public const string UnusableModelSet = "urn:orleans-video:unusable-model-set";

    /// <summary>409: what is asked of a model set does not go with how it is now: it serves, is not filled, or is being removed.</summary>
    public const string ModelSetState = "urn:orleans-video:model-set-state";

    /// <summary>503: the server is starting, stopping, or its store does not answer.</summary>
    public const string NotReady = "urn:orleans-video:not-ready";

    /// <summary>507: the store has no space left.</summary>
    public const string DiskFull = "urn:orleans-video:disk-full";
}

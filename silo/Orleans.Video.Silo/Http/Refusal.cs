using Microsoft.AspNetCore.Http;
using Orleans.Video.Http;

namespace Orleans.Video.Silo.Http;

/// <summary>Why a request is refused: thrown anywhere in its handling, told to the client as it is.</summary>
internal sealed class Refusal(int status, Problem problem) : Exception(problem.Detail)
{
    public int Status { get; } = status;

    public Problem Problem { get; } = problem;

    public static Refusal Invalid(string? field, string detail) => Of(StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, "The request is not legal", detail, field);

    public static Refusal Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, ProblemTypes.Unauthorized, "A key is needed", detail);

    public static Refusal Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Not from there", detail);

    public static Refusal UnknownVideo(string id) => Of(StatusCodes.Status404NotFound, ProblemTypes.UnknownVideo, "There is no such video", $"there is no video {id}: it was never uploaded, or it has been deleted");

    public static Refusal Absent(string type, string title, string detail) => Of(StatusCodes.Status404NotFound, type, title, detail);

    public static Refusal TooLarge(string detail, string? field = null) => Of(StatusCodes.Status413PayloadTooLarge, ProblemTypes.TooLarge, "The body is too large", detail, field);

    public static Refusal WrongMediaType(string? given, string wanted) =>
        Of(StatusCodes.Status415UnsupportedMediaType, ProblemTypes.InvalidRequest, "Not that content type", $"the content type {Told.Safely(given ?? "(none)")} is not taken here: send {wanted}");

    public static Refusal NotMedia(string detail) => Of(StatusCodes.Status422UnprocessableEntity, ProblemTypes.NotMedia, "Not a reference to media", detail, "uri");

    public static Refusal UnusableModelSet(string detail) => Of(StatusCodes.Status422UnprocessableEntity, ProblemTypes.UnusableModelSet, "The model set cannot be used", detail, "id");

    public static Refusal ModelSetInTheWay(string detail) => Of(StatusCodes.Status409Conflict, ProblemTypes.ModelSetState, "Not as the model sets are now", detail, "id");

    public static Refusal NotReady(string detail) => Of(StatusCodes.Status503ServiceUnavailable, ProblemTypes.NotReady, "Not ready", detail);

    public static Refusal DiskFull(string detail) => Of(StatusCodes.Status507InsufficientStorage, ProblemTypes.DiskFull, "No space left", detail);

    public static Refusal Stale(string id, string? message, long sequence, long? last) => new(StatusCodes.Status409Conflict, new Problem
    {
        Type = ProblemTypes.StaleEvent,
        Title = "A newer event has been taken",
        Status = StatusCodes.Status409Conflict,
        Detail = last is null
            ? $"video {id}: sequence {sequence} is older than what has been taken{(message is null ? "" : $" ({message})")}: send a higher one, or none"
            : $"video {id}: sequence {sequence} is older than what sequence {last} said: send a higher one than {last}, or none",
        Sequence = sequence,
        LastSequence = last,
    });

    private static Refusal Of(int status, string type, string title, string detail, string? field = null) =>
        new(status, new Problem { Type = type, Title = title, Status = status, Detail = detail, Field = field });
}

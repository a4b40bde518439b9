using System.Net;
using Orleans.Video.Http;

namespace Orleans.Video.Client;

/// <summary>The server refused or failed a request, or could not be reached. The message is the server's own, made for people.</summary>
public sealed class VideoApiException : Exception
{
    /// <summary>Makes the exception for what the server told.</summary>
    public VideoApiException(HttpStatusCode? status, Problem problem, Exception? cause = null)
        : base(problem.Detail ?? problem.Title ?? $"the server answered {(int?)status}", cause)
    {
        Status = status;
        Problem = problem;
    }

    /// <summary>The HTTP status; null when no answer came.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>What the server told.</summary>
    public Problem Problem { get; }
}

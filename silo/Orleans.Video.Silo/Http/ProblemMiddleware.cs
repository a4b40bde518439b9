using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Orleans.Video.Encoders;
using Orleans.Video.Http;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Http;

/// <summary>Gives every error a problem body (RFC 9457), and keeps the insides of unexpected ones in the log.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // Nobody is there to read an answer, unless it was the request's own time limit that ran out.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception exception)
        {
            var refusal = Explain(exception);
            if (refusal is null) LogUnexpected(context.Request.Method, RouteOf(context), exception);
            // A refusal of ours says all there is to say; where it was thrown is no news, and a probe asks again and again.
            else if (refusal.Status >= StatusCodes.Status500InternalServerError) LogUnable(context.Request.Method, RouteOf(context), refusal.Status, refusal.Message, exception is Refusal ? null : exception);
            // A body that broke off in the middle must not look whole.
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            context.Response.Clear();
            await WriteAsync(context, refusal?.Problem ?? new Problem
            {
                Title = "The server failed",
                Status = StatusCodes.Status500InternalServerError,
                Detail = "the server failed at this request in a way that it did not foresee: its log says more under this trace id",
            });
            return;
        }

        // Routing answers 404 and 405 without a body, and the time limit 504.
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
            await WriteAsync(context, Bare(context));
    }

    private static Refusal? Explain(Exception exception) => exception switch
    {
        Refusal refusal => refusal,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Refusal.TooLarge("the body is larger than this server takes"),
        BadHttpRequestException bad => Refusal.Invalid(FieldOf(bad.Message), Told.Safely(bad.Message)),
        ObjectStoreException { IsDiskFull: true } full => Refusal.DiskFull(full.Message),
        ObjectStoreException store => Refusal.NotReady(store.Message),
        NoDeviceException missing => Refusal.NotReady(missing.Message),
        // Orleans' own, and those of its placement and transport: the silo is starting, stopping or overloaded.
        TimeoutException or OrleansException or SiloUnavailableException or OrleansMessageRejectionException =>
            Refusal.NotReady("the server did not get to this in time, or is starting or stopping: try again"),
        _ => null,
    };

    /// <summary>Minimal APIs name the parameter that did not fit only in the message: <c>Failed to bind parameter "int k" from "abc".</c></summary>
    private static string? FieldOf(string message)
    {
        var parts = message.Split('"');
        return parts.Length >= 3 && parts[0].StartsWith("Failed to bind parameter", StringComparison.Ordinal) ? parts[1][(parts[1].LastIndexOf(' ') + 1)..] : null;
    }

    private static Problem Bare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new Problem { Title = "There is nothing here", Status = 404, Detail = "there is nothing at this path: /openapi/v1.json lists what there is" },
        StatusCodes.Status405MethodNotAllowed => new Problem { Title = "Not that method", Status = 405, Detail = $"{Told.Safely(context.Request.Method)} does nothing here: use {context.Response.Headers.Allow}" },
        StatusCodes.Status415UnsupportedMediaType => new Problem { Title = "Not that content type", Status = 415, Detail = "this content type is not taken here: /openapi/v1.json says which are" },
        StatusCodes.Status504GatewayTimeout => new Problem { Title = "Not in time", Status = 504, Detail = "the request took longer than it may: try again" },
        var status => new Problem { Status = status, Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status) },
    };

    private static async Task WriteAsync(HttpContext context, Problem problem)
    {
        var status = problem.Status ?? StatusCodes.Status500InternalServerError;
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if (status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            problem with { Type = problem.Type ?? "about:blank", TraceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier },
            VideoJson.Lenient,
            "application/problem+json",
            CancellationToken.None);
    }

    // The pattern, not the path: paths and queries carry what people search for.
    private static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed in a way that was not foreseen")]
    private partial void LogUnexpected(string method, string route, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route} answered {Status}: {Reason}")]
    private partial void LogUnable(string method, string route, int status, string reason, Exception? exception);
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Orleans.Video.Http;

namespace Orleans.Video.Silo.Http;

/// <summary>What the endpoints have in common.</summary>
internal static class EndpointConventions
{
    /// <summary>Describes the problems that an endpoint may answer with, besides those of any.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in (int[])[.. statuses, 401, 403, 503]) endpoint.Produces<Problem>(status, "application/problem+json");
        return endpoint;
    }

    /// <summary>Refuses query parameters other than these: a misspelt one must not be ignored.</summary>
    public static RouteHandlerBuilder TakesQuery(this RouteHandlerBuilder endpoint, params string[] names) => endpoint.AddEndpointFilter((context, next) =>
    {
        foreach (var (name, values) in context.HttpContext.Request.Query)
        {
            if (!names.Contains(name, StringComparer.Ordinal)) throw Refusal.Invalid(Told.Safely(name), $"there is no parameter {Told.Safely(name)}: use {string.Join(", ", names)}");
            if (values.Count > 1) throw Refusal.Invalid(name, $"the parameter {name} is there twice");
        }

        return next(context);
    });

    /// <summary>For bodies and streams as long as a video.</summary>
    public static RouteHandlerBuilder WithoutTimeLimit(this RouteHandlerBuilder endpoint)
    {
        endpoint.WithMetadata(new DisableRequestTimeoutAttribute());
        return endpoint;
    }
}

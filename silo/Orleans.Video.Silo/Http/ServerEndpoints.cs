using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Video.Http;

namespace Orleans.Video.Silo.Http;

/// <summary>How the server itself is doing, and what it can do.</summary>
internal static class ServerEndpoints
{
    public static void MapServer(this IEndpointRouteBuilder routes, string instance)
    {
        routes.MapGet("/healthz", () => new ServerHealth("ok", instance))
            .WithName("health")
            .WithSummary("Whether the server runs")
            .WithDescription("Needs no key.")
            .Produces<ServerHealth>();
        routes.MapGet("/readyz", async (Readiness readiness, HttpContext context) =>
            {
                await readiness.CheckAsync(context.RequestAborted);
                return new ServerHealth("ready", instance);
            })
            .WithName("readiness")
            .WithSummary("Whether the server can serve: models warmed up, store reachable")
            .WithDescription("Needs no key.")
            .Produces<ServerHealth>()
            .ProducesProblems();
        routes.MapPrometheusScrapingEndpoint("/metrics");
        routes.MapOpenApi("/openapi/{documentName}.json");
    }
}

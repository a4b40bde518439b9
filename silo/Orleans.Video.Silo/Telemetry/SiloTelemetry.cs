using System.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Media;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Streaming.Kafka.Telemetry;

namespace Orleans.Video.Silo.Telemetry;

/// <summary>
/// Metrics for <c>/metrics</c>; traces and metrics by OTLP when an endpoint is named, by option or by the standard environment variables,
/// the only ones that an embedded silo heeds; log lines on standard error.
/// </summary>
internal static class SiloTelemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>The activity sources whose spans make up a video's trace.</summary>
    public static readonly string[] Sources = [PipelineDiagnostics.SourceName, MediaDiagnostics.SourceName, "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"];

    /// <summary>The meters that are exported.</summary>
    public static readonly string[] Meters =
    [
        SiloInstruments.MeterName, PipelineInstruments.MeterName, MediaInstruments.MeterName, LogInstruments.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
    ];

    private static readonly string[] Unwatched = ["/healthz", "/readyz", "/metrics"];

    private static readonly string[] Frameworks = ["Orleans", "Microsoft", "System", "Polly"];

    public static void AddSiloTelemetry(this WebApplicationBuilder builder, VideoSiloOptions options, string instance)
    {
        var standard = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(entry => ((string)entry.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value);
        if (options.OtlpEndpoint is not null) standard[EndpointVariable] = options.OtlpEndpoint;
        builder.Configuration.AddInMemoryCollection(standard);
        var exports = !string.IsNullOrEmpty(standard.GetValueOrDefault(EndpointVariable));

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("orleans-video", serviceVersion: typeof(SiloTelemetry).Assembly.GetName().Version?.ToString(3), serviceInstanceId: instance)
            .AddEnvironmentVariableDetector());
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters).AddRuntimeInstrumentation().AddPrometheusExporter();
            if (exports) metrics.AddOtlpExporter();
        });
        // Without somewhere to go, spans are not made at all.
        if (!exports) return;
        telemetry.WithTracing(tracing => tracing
            .AddSource(Sources)
            .AddAspNetCoreInstrumentation(http => http.Filter = context => !Unwatched.Contains(context.Request.Path.Value))
            .AddOtlpExporter());
    }

    public static void AddSiloLogging(this ILoggingBuilder logging, VideoSiloOptions options)
    {
        logging.SetMinimumLevel(options.LogLevel);
        // Frameworks warn of what is of interest only to who works on them, such as the garbage collector's mode: one level less of them.
        var frameworks = options.LogLevel switch
        {
            LogLevel.Information => LogLevel.Warning,
            LogLevel.Warning => LogLevel.Error,
            var level => level,
        };
        foreach (var framework in Frameworks) logging.AddFilter(framework, frameworks);
        logging.AddFilter("Orleans.Video", options.LogLevel);
        if (options.LogFormat == LogFormat.Json) logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        else logging.AddSimpleConsole(console => console.SingleLine = true);
        // Standard output belongs to the program that embeds the silo.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}

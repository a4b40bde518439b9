using System.Text.Json.Serialization;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Inference;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Silo.Draining;
using Orleans.Video.Silo.Http;
using Orleans.Video.Silo.Telemetry;
using Orleans.Video.Storage;
using Orleans.Video.Streaming.Kafka.Hosting;

namespace Orleans.Video.Silo.Hosting;

/// <summary>Puts a silo together from its options.</summary>
internal static class SiloComposition
{
    /// <summary>Long enough for a request line with a search of a thousand characters, or an id of ten thousand that is to be refused politely.</summary>
    private const int LongestRequestLine = 64 * 1024;

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(3);

    public static WebApplication Build(VideoSiloOptions options, DataFolder folder, string instance, ClusterSeat? seat, Action<WebApplicationBuilder>? configure)
    {
        // Empty: an embedded silo takes no settings, addresses or log sinks from its surroundings.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.Logging.AddSiloLogging(options);
        builder.AddSiloTelemetry(options, instance);
        AddHost(builder, options);
        AddPipeline(builder, options, folder, seat);
        AddHttp(builder.Services);
        configure?.Invoke(builder);

        var application = builder.Build();
        seat?.Redis.LogTo(application.Services.GetRequiredService<ILoggerFactory>());
        application.UseMiddleware<ProblemMiddleware>();
        application.UseMiddleware<RequestGuard>();
        application.UseRequestTimeouts();
        application.MapServer(instance);
        application.MapVideos();
        application.MapProgress();
        application.MapAnswers();
        application.MapTranscripts();
        application.MapModels();
        return application;
    }

    private static void AddHost(WebApplicationBuilder builder, VideoSiloOptions options)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = LongestRequestLine;
            foreach (var url in options.Urls) ListenAddress.Parse(url).Listen(kestrel);
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, CallerLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
    }

    private static void AddPipeline(WebApplicationBuilder builder, VideoSiloOptions options, DataFolder folder, ClusterSeat? seat)
    {
        builder.Services.AddSingleton<BlobTraffic>();
        builder.Services.AddSingleton<IObjectStore>(services => options.BlobConnectionString is { } connection
            ? new BlobObjectStore(new BlobContainerClient(connection, options.BlobContainer, BlobOptions(services.GetRequiredService<BlobTraffic>())))
            : new FileObjectStore(folder.Objects, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new MediaLibrary(
            new MediaOptions { Roots = options.MediaRoots, StagingFolder = folder.Staging, AllowPrivateAddresses = options.AllowPrivateAddresses },
            services.GetRequiredService<IObjectStore>().OpenReadAsync,
            services.GetRequiredService<ILogger<MediaLibrary>>()));
        builder.Services.AddSingleton(new ModelSetLibrary(options.ModelFolders.Count > 0 ? options.ModelFolders : ModelFolders.Default(folder.Path)));
        builder.Services.AddSingleton<EvictionHandler>();
        builder.Services.AddSingleton<SiloDrain>();
        builder.UseOrleans(silo =>
        {
            if (seat is null) silo.UseLoneSilo();
            else silo.UseClusterSilo(options.Cluster!, seat.Address, seat.Redis);
            silo.AddVideoPipeline(
                options.Pipeline with { ModelSet = options.ModelSet },
                options.Log is { } log ? streams => streams.AddKafkaVideoStreams(log) : null);
            silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler>(services => services.GetRequiredService<EvictionHandler>()));
            silo.Services.AddSingleton<SharedSettings>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<SharedSettings>());
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, MembershipLog>();
        });
        // After Orleans, so that there are grains when they start, and before Kestrel, so that no request comes earlier.
        builder.Services.AddSingleton<UploadShelf>().AddHostedService(services => services.GetRequiredService<UploadShelf>());
        builder.Services.AddSingleton<Readiness>().AddHostedService(services => services.GetRequiredService<Readiness>());
    }

    // The service may be gone for a while: short waits first, some twenty-five seconds of tries in all, and no single call that hangs for minutes.
    private static BlobClientOptions BlobOptions(BlobTraffic traffic)
    {
        var options = new BlobClientOptions
        {
            Retry = { Mode = RetryMode.Exponential, MaxRetries = 6, Delay = TimeSpan.FromMilliseconds(400), MaxDelay = TimeSpan.FromSeconds(10), NetworkTimeout = TimeSpan.FromSeconds(30) },
        };
        options.AddPolicy(traffic, HttpPipelinePosition.PerRetry);
        return options;
    }

    private static void AddHttp(IServiceCollection services)
    {
        services.AddRoutingCore();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull);
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = RequestTimeout, TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
        services.AddApiDescription();
        services.AddSingleton<VideoIntake>();
        services.AddSingleton<VideoLister>();
        services.AddSingleton<MultipartUpload>();
    }
}

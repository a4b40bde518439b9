using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Video.Grains.Catalog;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Hosting;

/// <summary>Puts the pipeline on a silo.</summary>
public static class VideoPipelineExtensions
{
    /// <summary>How long a call between grains may take: longer than any batch waits, shorter than an operator's patience.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Adds the grains' services, streams, storage and recovery. The container must also have an <see cref="IObjectStore"/>, a
    /// <see cref="Media.Library.MediaLibrary"/>, a <see cref="Inference.ModelSetLibrary"/> and, unless the system's will do, a <see cref="TimeProvider"/>.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static ISiloBuilder AddVideoPipeline(this ISiloBuilder silo, VideoPipelineOptions options)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<ServingModelSet>();
        silo.Services.AddVideoExceptions();
        silo.AddEncoders(options);
        silo.Services.AddSingleton<VideoReader>();
        silo.Services.AddSingleton<VideoAdmission>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<VideoAdmission>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, Recovery>();
        silo.Services.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.AddObjectGrainStorage("Default");
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(VideoStreams.Provider);
        silo.AddActivityPropagation();
        return silo;
    }
}

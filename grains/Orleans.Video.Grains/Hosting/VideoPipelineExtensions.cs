using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Video.Grains.Catalog;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Grains.Speech;
using Orleans.Video.Grains.Versions;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Hosting;

/// <summary>Puts the pipeline on a silo.</summary>
public static class VideoPipelineExtensions
{
    /// <summary>How long a call between grains may take: longer than any batch waits, shorter than an operator's patience.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromMinutes(2);

    // Each of the memory provider's eight queues is asked by a grain call of its own, which a silo whose cores decode feels at the default
    // of ten times a second. Half a second more matters to no upload and to no follower of embeddings.
    private static readonly TimeSpan QueuePollPeriod = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Adds the grains' services, streams, storage and recovery. The container must also have an <see cref="IObjectStore"/>, a
    /// <see cref="Media.Library.MediaLibrary"/>, a <see cref="Inference.ModelSetLibrary"/> and, unless the system's will do, a <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="options">How it works.</param>
    /// <param name="addStreams">Adds the stream provider <see cref="VideoStreams.Provider"/>. Default: streams in memory, which end with the silo.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static ISiloBuilder AddVideoPipeline(this ISiloBuilder silo, VideoPipelineOptions options, Action<ISiloBuilder>? addStreams = null)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddSingleton(options);
        silo.Services.AddSingleton<ServedSetsObject>();
        silo.Services.AddSingleton<IKeptSets>(services => services.GetRequiredService<ServedSetsObject>());
        silo.Services.AddSingleton(services => new ServingModelSets(
            services.GetRequiredService<Inference.ModelSetLibrary>(), services.GetRequiredService<ServedSetsObject>(), options, services.GetRequiredService<ILogger<ServingModelSets>>()));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<ServingModelSets>());
        silo.Services.AddSingleton<SiloSets>();
        silo.AddGrainService<SiloSetsService>();
        silo.Services.AddVideoExceptions();
        silo.AddEncoders(options);
        silo.Services.AddSingleton<SpeechEngines>();
        silo.Services.AddSingleton<VideoReader>();
        silo.Services.AddSingleton<VideoAdmission>();
        silo.Services.AddSingleton<IVideoDrain>(services => services.GetRequiredService<VideoAdmission>());
        silo.Services.AddSingleton<IWaitingVideos>(services => services.GetRequiredService<VideoAdmission>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<VideoAdmission>());
        silo.Services.AddSingleton<Recovery>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Recovery>());
        silo.Services.AddSingleton<IVideoLives, RecordedLives>();
        silo.Services.AddSingleton<DerivedObjects>();
        silo.Services.AddSingleton<VideoFence>();
        silo.Services.AddSingleton<ReadingLines>();
        silo.AddGrainService<ReadingLine>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LineBalance>();
        silo.Services.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.AddObjectGrainStorage(RecordedLives.Storage);
        silo.AddMemoryGrainStorage("PubSubStore");
        if (addStreams is not null) addStreams(silo);
        else
        {
            silo.AddMemoryStreams(VideoStreams.Provider, static streams => streams.ConfigurePullingAgent(
                static agent => agent.Configure(static pulling => pulling.GetQueueMsgsTimerPeriod = QueuePollPeriod)));
        }

        silo.AddActivityPropagation();
        return silo;
    }
}

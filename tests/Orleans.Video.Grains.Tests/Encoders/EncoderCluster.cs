using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.TestingHost;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Tests.Encoders;

/// <summary>Several in-process silos of the pipeline, each with devices of its own whose encoders cost nothing and are recorded.</summary>
internal sealed class EncoderCluster : IAsyncDisposable
{
    private const int MissedProbes = 3;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<int, RecordingEngines> _engines = new();
    private readonly ConcurrentBag<MediaLibrary> _media = [];
    private readonly FileObjectStore _store;
    private readonly InProcessTestCluster _cluster;

    private EncoderCluster(VideoPipelineOptions options, string[] devices, bool quickToGiveUp)
    {
        _store = new FileObjectStore(_folder.File("objects"));
        var builder = new InProcessTestClusterBuilder((short)devices.Length);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((silo, host) =>
        {
            var index = NumberOf(silo.SiloName);
            var media = new MediaLibrary(
                new MediaOptions { Roots = [SampleVideos.Folder], StagingFolder = _folder.File($"staging-{index}") },
                (name, cancellation) => _store.OpenReadAsync(name, cancellation),
                NullLogger<MediaLibrary>.Instance);
            _media.Add(media);
            host.Services.AddSingleton<IObjectStore>(_store);
            host.Services.AddSingleton(media);
            host.Services.AddSingleton(new ModelSetLibrary([UntrainedModels.Folder]));
            host.Services.AddSingleton<IEncoderEngineFactory>(Engines(index));
            host.AddVideoPipeline(options with { Devices = devices[index] });
            if (!quickToGiveUp) return;
            host.Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = ProbeTimeout;
                membership.NumMissedProbesLimit = MissedProbes;
                membership.NumVotesForDeathDeclaration = 1;
            });
        });
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureClient(client =>
        {
            client.AddMemoryStreams(VideoStreams.Provider);
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = VideoPipelineExtensions.ResponseTimeout);
        });
        _cluster = builder.Build();
    }

    public static VideoPipelineOptions Options { get; } = new()
    {
        Shards = 2,
        RetryDelay = TimeSpan.FromMilliseconds(20),
        LoadReportInterval = TimeSpan.FromMilliseconds(20),
        DevicePatience = TimeSpan.Zero,
    };

    /// <summary>How long a silo that is quick to give up waits for another before it does.</summary>
    public static TimeSpan QuickMembership => ProbeTimeout * MissedProbes;

    public IGrainFactory Grains => _cluster.Client;

    /// <param name="devices">The option <c>Devices</c> of each silo.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="quickToGiveUp">Whether a silo that does not answer for three seconds is given up: for tests that kill one, since a busy machine can make others miss it.</param>
    public static async Task<EncoderCluster> StartAsync(string[] devices, VideoPipelineOptions? options = null, bool quickToGiveUp = false)
    {
        var cluster = new EncoderCluster(options ?? Options, devices, quickToGiveUp);
        await cluster._cluster.DeployAsync();
        return cluster;
    }

    public RecordingEngines Engines(int silo) => _engines.GetOrAdd(silo, _ => new RecordingEngines());

    public T Service<T>(int silo)
        where T : notnull =>
        _cluster.GetSiloServiceProvider(AddressOf(silo)).GetRequiredService<T>();

    public ServingRouter Router(int silo) => new(Service<EncoderRouter>(silo), Service<ServingModelSets>(silo));

    public SiloAddress AddressOf(int silo) => _cluster.Silos.Single(handle => NumberOf(handle.Name) == silo).SiloAddress;

    public EncoderKey Key(int silo, string device, string modality) => new(AddressOf(silo).ToParsableString(), device, modality, "starter");

    public IEncoderGrain Encoder(EncoderKey key) => Grains.GetGrain<IEncoderGrain>(key.ToString());

    public Task KillAsync(int silo) => _cluster.KillSiloAsync(_cluster.Silos.Single(handle => NumberOf(handle.Name) == silo));

    /// <summary>Waits until a silo has given another up.</summary>
    public async Task UntilDeadAsync(int listener, SiloAddress silo)
    {
        await foreach (var membership in Service<IClusterMembershipService>(listener).MembershipUpdates)
            if (membership.GetSiloStatus(silo) == SiloStatus.Dead) return;
    }

    /// <summary>Waits until a silo has heard of another's encoder; calls to it, which take their time, instead of sleeping.</summary>
    public async Task UntilHeardAsync(int listener, EncoderKey key)
    {
        while (Service<EncoderLoadBoard>(listener).Of(key) is null) await Encoder(key).WarmUpAsync();
    }

    /// <summary>Waits until so many requests are in an encoder of a silo or wait for it.</summary>
    public async Task UntilDepthAsync(int silo, EncoderKey key, int depth)
    {
        while (Depth() < depth) await Encoder(key).WarmUpAsync();

        int Depth() => Service<EncoderLoadBoard>(silo).Report().Loads.Single(load => load.Device == key.Device && load.Modality == key.Modality).Depth;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engines in _engines.Values) engines.Open();
        await _cluster.DisposeAsync();
        foreach (var media in _media) await media.DisposeAsync();
        _store.Dispose();
        _folder.Dispose();
    }

    private static int NumberOf(string siloName) => int.Parse(siloName.AsSpan(siloName.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Inference;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Search;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests;

/// <summary>The real pipeline on one in-process silo: real ffmpeg, real sessions of the starter set, a real store in a folder of its own.</summary>
internal sealed class TestPipeline : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VideoPipelineOptions _options;
    private readonly Func<IObjectStore, IObjectStore> _wrap;
    private readonly Action<ISiloBuilder>? _configure;
    private readonly string? _models;
    private InProcessTestCluster? _cluster;
    private FileObjectStore? _store;
    private MediaLibrary? _media;

    private TestPipeline(VideoPipelineOptions options, Func<IObjectStore, IObjectStore> wrap, Action<ISiloBuilder>? configure, string? models) =>
        (_options, _wrap, _configure, _models) = (options, wrap, configure, models);

    public IGrainFactory Grains => _cluster!.Client;

    public IClusterClient Client => _cluster!.Client;

    public InProcessTestCluster Cluster => _cluster!;

    public IObjectStore Store => _store!;

    /// <summary>Where the store's files are.</summary>
    public string ObjectsFolder => _folder.File("objects");

    public string StagingFolder => _folder.File("staging");

    public static async Task<TestPipeline> StartAsync(VideoPipelineOptions? options = null, Func<IObjectStore, IObjectStore>? wrap = null, Action<ISiloBuilder>? configure = null, string? models = null)
    {
        var pipeline = new TestPipeline(options ?? new VideoPipelineOptions { Shards = 2, RetryDelay = TimeSpan.FromMilliseconds(20) }, wrap ?? (store => store), configure, models);
        await pipeline.OpenAsync();
        return pipeline;
    }

    /// <summary>Ends the silo without a goodbye and starts another on the same store.</summary>
    public async Task KillAndRestartAsync()
    {
        await _cluster!.KillSiloAsync(_cluster.Silos[0]);
        await CloseAsync();
        await OpenAsync();
    }

    public IVideoGrain Video(string id) => Grains.GetGrain<IVideoGrain>(id);

    public async Task<VideoStatus> UploadAsync(string id, string uri, string? title = null, long sequence = 1, string? audience = null, string? description = null, string? language = null, string? learn = null)
    {
        var reply = await Video(id).SubmitAsync(new VideoEvent
        {
            Id = $"u{sequence}",
            VideoId = id,
            Sequence = sequence,
            Kind = VideoEventKind.Uploaded,
            Uri = uri,
            Title = title,
            Audience = audience,
            Description = description,
            Language = language,
            Learn = learn,
        });
        Assert.True(reply.Outcome == Intake.Accepted, reply.Message);
        return reply.Status!;
    }

    public Task<IntakeReply> DeleteAsync(string id, long sequence) =>
        Video(id).SubmitAsync(new VideoEvent { Id = $"d{sequence}", VideoId = id, Sequence = sequence, Kind = VideoEventKind.Deleted });

    public Task<IntakeReply> UpdateAsync(string id, long sequence, string? title = null, string? audience = null, string? learn = null) =>
        Video(id).SubmitAsync(new VideoEvent { Id = $"c{sequence}", VideoId = id, Sequence = sequence, Kind = VideoEventKind.Updated, Title = title, Audience = audience, Learn = learn });

    public async Task<VideoStatus> WaitAsync(string id, Func<VideoStatus, bool> until)
    {
        var status = await Video(id).GetStatusAsync();
        while (status is null || !until(status))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            status = await Video(id).WaitForChangeAsync(status?.Version ?? 0, TimeSpan.FromSeconds(1));
        }

        return status;
    }

    public Task<VideoStatus> WaitUntilSettledAsync(string id) => WaitAsync(id, status => status.IsSettled);

    public async Task<VideoStatus> WaitUntilReadyAsync(string id)
    {
        var status = await WaitUntilSettledAsync(id);
        Assert.True(status.State == VideoState.Ready, $"{id}: {status.State} {status.Reason}");
        return status;
    }

    public async Task<string[]> FindAsync(string words, SearchScope scope = SearchScope.Video) =>
        [.. (await Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest(words, scope, [], 20))).Results.Select(result => result.VideoId)];

    public async Task<string[]> ListObjectsAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var entry in Store.ListAsync(prefix)) names.Add(entry.Name);
        return [.. names];
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.StopAllSilosAsync();
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        _store = new FileObjectStore(_folder.File("objects"));
        var store = _wrap(_store);
        _media = new MediaLibrary(
            new MediaOptions { Roots = [SampleVideos.Folder, .. TestData.Root is { } data ? [data] : Array.Empty<string>()], StagingFolder = StagingFolder },
            (name, cancellation) => store.OpenReadAsync(name, cancellation),
            NullLogger<MediaLibrary>.Instance);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(store);
            silo.Services.AddSingleton(_media);
            silo.Services.AddSingleton(new ModelSetLibrary([.. _models is { } models ? [models] : Array.Empty<string>(), UntrainedModels.Folder]));
            _configure?.Invoke(silo);
            silo.AddVideoPipeline(_options);
        });
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        builder.ConfigureClient(client => client.AddMemoryStreams(VideoStreams.Provider));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    private async Task CloseAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_media is not null) await _media.DisposeAsync();
        _store?.Dispose();
    }
}

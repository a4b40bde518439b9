using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Grains;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Benchmarks.Encoders;

/// <summary>
/// One segment of eight seconds from frames and samples to its stored vectors, with encoders of no cost: through router, encoder grains and
/// embedding grain, and by plain calls that end in the same kind of object in the same store. The difference is what the grains cost a segment,
/// with the look at the video's record that fences off silos which stood still. Each call adds the next segment of an endless video.
/// </summary>
public class SegmentThroughGrains : IDisposable
{
    private const int Seconds = 8;
    private const string Video = "grains";

    private readonly bool[] _present = [.. Enumerable.Repeat(true, Seconds)];
    private readonly string _folder = Directory.CreateTempSubdirectory("orleans-video-benchmark-").FullName;
    private InProcessTestCluster? _cluster;
    private FileObjectStore? _store;
    private MediaLibrary? _media;
    private EncoderRouter? _router;
    private OpenedModelSet? _serving;
    private IEmbeddingGrain? _embedding;
    private string _revision = "";
    private int _plain;
    private int _added;
    private EncoderEngine[] _engines = [];
    private ClipBatch _clips = new(ReadOnlyMemory<byte>.Empty, 0);
    private SoundBatch _sound = new(ReadOnlyMemory<short>.Empty, 0);

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _store = new FileObjectStore(Path.Combine(_folder, "objects"));
        _media = new MediaLibrary(new MediaOptions { StagingFolder = Path.Combine(_folder, "staging") }, (name, ct) => _store.OpenReadAsync(name, ct), NullLogger<MediaLibrary>.Instance);
        var factory = new FixedCostEngines(TimeSpan.Zero);
        var models = Path.Combine(Checkout.Root, "models");
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IObjectStore>(_store);
            silo.Services.AddSingleton(_media);
            silo.Services.AddSingleton(new ModelSetLibrary([models]));
            silo.Services.AddSingleton<IEncoderEngineFactory>(factory);
            silo.AddVideoPipeline(new VideoPipelineOptions());
        });
        builder.ConfigureHost(host => host.Logging.SetMinimumLevel(LogLevel.Error));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        var services = _cluster.GetSiloServiceProvider(_cluster.Silos[0].SiloAddress);
        await services.GetRequiredService<EncoderWarmUp>().RunAsync();
        _router = services.GetRequiredService<EncoderRouter>();
        _serving = services.GetRequiredService<ServingModelSets>().Serving;
        var grains = services.GetRequiredService<IGrainFactory>();
        _embedding = grains.GetGrain<IEmbeddingGrain>($"starter/{Video}");
        _revision = await LetLiveAsync(grains.GetGrain<IVideoGrain>(Video));

        var set = ModelSet.Open(Path.Combine(models, "starter"));
        _engines = [.. new[] { Modality.Visual, Modality.Audio, Modality.Fusion }.Select(modality => factory.Create(set, modality, InferenceDevice.Cpu))];
        var visual = set.Manifest.Visual!;
        _clips = new ClipBatch(new byte[Seconds * visual.Frames * visual.FrameHeight * visual.FrameWidth * 3], Seconds);
        _sound = new SoundBatch(new short[Seconds * set.Manifest.Audio!.SampleRate], Seconds);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _cluster?.Dispose();
        _media?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _store?.Dispose();
        foreach (var engine in _engines) engine.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    [Amount(1, "segments")]
    public async Task PlainCalls()
    {
        var visual = _engines[0].Run([_clips])[0];
        var audio = _engines[1].Run([_sound])[0];
        var fused = _engines[2].Run([new FusionStep(visual.Vectors, audio.Vectors, _present, _present, null)])[0];
        var segment = new SegmentVectors("r", _plain, _plain * Seconds, visual.Vectors, audio.Vectors, _present, _present, false);
        var embedding = new SegmentEmbedding(_plain, _plain * Seconds, Seconds, segment.Visual, segment.Audio, fused.Vectors, _present, _present);
        var stored = new SegmentObject(embedding, RunningSums.Zero.Add(segment, fused.State, fused.Pooled));
        await _store!.PutAsync(SegmentObject.Name("starter", "plain", "r", _plain++), stored.ToBytes());
    }

    [Benchmark]
    [Amount(1, "segments")]
    public async Task ThroughGrains()
    {
        var visual = _router!.EncodeAsync(_serving!, Modality.Visual, _clips);
        var audio = _router.EncodeAsync(_serving!, Modality.Audio, _sound);
        await _embedding!.AddSegmentAsync(new SegmentVectors(_revision, _added, _added * Seconds, (await visual).Vectors, (await audio).Vectors, _present, _present, false));
        _added++;
    }

    /// <summary>Makes the record of a video that may be read and that nobody reads: results are only stored of a video that lives.</summary>
    private async Task<string> LetLiveAsync(IVideoGrain video)
    {
        await video.SubmitAsync(new VideoEvent { Id = "e", VideoId = Video, Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = "/videos/a.mp4", Audience = Audience.Private });
        var name = ObjectGrainStorage.ObjectNameOf("video", Video);
        var record = Encoding.UTF8.GetString((await _store!.GetAsync(name))!.Content.Span);
        await _store.PutAsync(name, Encoding.UTF8.GetBytes(record.Replace(Audience.Private, Audience.Public, StringComparison.Ordinal)));
        return (await video.GetStatusAsync())!.Revision!;
    }
}

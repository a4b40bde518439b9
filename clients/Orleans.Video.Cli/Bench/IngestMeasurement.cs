using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Client;
using Orleans.Video.Encoders;
using Orleans.Video.Grains;
using Orleans.Video.Http;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Bench;

/// <summary>Measures how near the pipeline comes to what decoding and encoding alone need.</summary>
internal sealed class IngestMeasurement(VideoSiloOptions options, IReadOnlyList<string> files, int repeat, Action<string> say)
{
    // A server compiles its code in its first minutes and then never again; what is measured is a server, not its start.
    private const double SettledJit = 0.02;
    private const int FewestWarmUps = 2;
    private const int MostWarmUps = 8;
    private const int Rounds = 3;

    private readonly List<string> _leftOut = [];
    private int _warmUps;

    public async Task<IngestFigures> RunAsync(CancellationToken cancellation)
    {
        using var log = new BatchLog();
        var parts = new List<MeasuredPart>();
        await using var silo = await VideoSilo.StartAsync(options with { Urls = ["http://127.0.0.1:0"] }, SiloSettings.Silence, cancellation);
        using var client = new VideoClient(silo.Address);
        var media = silo.Services.GetService<MediaOptions>() ?? new MediaOptions { StagingFolder = Path.Combine(options.DataFolder, "staging") };
        var pipeline = silo.Services.GetRequiredService<VideoPipelineOptions>();
        say("warming up: every file again and again, until hardly anything is compiled any more");
        var warm = await WarmUpAsync(client, cancellation);
        foreach (var (_, status) in warm.Where(static video => video.Status.State != VideoState.Ready))
            _leftOut.Add($"{status.Uri}: {status.Reason}");
        string[] good = [.. warm.Where(static video => video.Status.State == VideoState.Ready).Select(static video => video.File)];
        if (good.Length == 0) throw new CommandFailure($"none of the {files.Count} files could be read: {_leftOut[0]}");
        var set = new ModelSetLibrary(options.ModelFolders).Open(options.ModelSet);
        await using var library = new MediaLibrary(media with { Roots = options.MediaRoots, StagingFolder = options.DataFolder }, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
        for (var round = 1; round <= Rounds; round++)
        {
            // A processor's speed drifts by some per cent from minute to minute: the limit is measured right behind the run, again and again.
            say($"round {round} of {Rounds}: {good.Length} files, {repeat} times, then the same decoding and the same encoding alone");
            var measured = await MeasureAsync(client, log, good, cancellation);
            var decode = await AloneRuns.DecodeAsync(library, set, measured.Files, pipeline.MaxConcurrentVideos, cancellation);
            var device = new InferenceDevice("cpu:0", pipeline.EncoderThreads);
            var encoders = measured.Batches.Where(static pair => pair.Key != Modality.Speech).ToDictionary(
                static pair => pair.Key,
                pair => new EncoderShare(pair.Value.Count, pair.Value.Sum(), AloneRuns.Encode(set, device, pair.Key, pair.Value, [.. measured.Files.Select(TitleOf)])));
            if (pipeline.Speech && await ListeningAlone.RunAsync(library, set, measured.Files, cancellation) is { } listening) encoders[Modality.Speech] = listening;
            parts.Add(measured with { Decode = decode, Encoders = encoders });
        }

        return Figures(parts);
    }

    private async Task<IReadOnlyList<(string File, VideoStatus Status)>> WarmUpAsync(VideoClient client, CancellationToken cancellation)
    {
        // Under the very load that is measured: waiting in line is code too.
        var load = Repeated(files);
        while (true)
        {
            var (before, wall) = (MachineClock.Read(), Stopwatch.StartNew());
            var warm = await IngestAsync(client, load, "warm", null, cancellation);
            var compiled = MachineClock.Read().Since(before).Jit / wall.Elapsed.TotalSeconds;
            for (var i = 0; i < load.Count; i++) await client.DeleteAsync($"warm-{i}", cancellationToken: cancellation);
            if (++_warmUps == MostWarmUps || (_warmUps >= FewestWarmUps && compiled < SettledJit)) return [.. warm.Take(files.Count)];
        }
    }

    private IngestFigures Figures(IReadOnlyList<MeasuredPart> parts)
    {
        double Sum(Func<MeasuredPart, double> seconds) => parts.Sum(seconds);
        var wall = Sum(static part => part.Wall);
        var (decode, probes) = (Sum(static part => part.Decode.Children), Sum(static part => part.Decode.Probes));
        var encode = Sum(static part => part.Encoders.Values.Sum(static share => share.CpuSeconds));
        var (children, process) = (Sum(static part => part.Children), Sum(static part => part.Clock.Process));
        var machine = parts.All(static part => part.Clock.Machine is not null) ? Sum(static part => part.Clock.Machine ?? 0) : (double?)null;
        return new IngestFigures
        {
            Videos = parts.Sum(static part => part.Files.Count),
            MediaSeconds = Sum(static part => part.MediaSeconds),
            WallSeconds = wall,
            Cores = Environment.ProcessorCount,
            ProbeCpuSeconds = probes,
            DecodeCpuSeconds = decode,
            EncodeCpuSeconds = encode,
            RoundEfficiencies = [.. parts.Select(static part => part.Efficiency)],
            Run = new CpuShares
            {
                Children = children,
                ChildrenBeyondDecode = children - probes - decode,
                Process = process,
                ProcessBeyondEncode = process - encode,
                Reading = Sum(static part => part.Decode.Process),
                Jit = Sum(static part => part.Clock.Jit),
                GcPauses = Sum(static part => part.Clock.Pauses),
                Others = machine is { } all ? Math.Max(0, all - process - children) : null,
                Idle = machine is { } busy ? Math.Max(0, Environment.ProcessorCount * wall - busy) : null,
            },
            Encoders = parts.SelectMany(static part => part.Encoders).GroupBy(static pair => pair.Key).ToDictionary(
                static group => group.Key,
                static group => new EncoderShare(group.Sum(static e => e.Value.Runs), group.Sum(static e => e.Value.Items), group.Sum(static e => e.Value.CpuSeconds))),
            ModelSet = options.ModelSet,
            WarmUp = $"every file was read and erased {_warmUps * repeat} times before, until such a pass spent less than {SettledJit:P0} of its wall time on compiling",
            LeftOut = _leftOut,
        };
    }

    private async Task<MeasuredPart> MeasureAsync(VideoClient client, BatchLog log, IReadOnlyList<string> good, CancellationToken cancellation)
    {
        var all = Repeated(good);
        var wall = new Stopwatch();
        var (children, clock) = (TimeSpan.Zero, default(MachineClock));
        log.Begin();
        var done = await IngestAsync(client, all, "run", () => (children, clock) = (Start(wall), MachineClock.Read()), cancellation);
        wall.Stop();
        var end = MachineClock.Read();
        var childSeconds = (MediaLibrary.ChildCpuTime - children).TotalSeconds;
        var batches = log.End();
        if (done.FirstOrDefault(static video => video.Status.State != VideoState.Ready) is { Status: { } failed })
            throw new CommandFailure($"{failed.Uri} was read while warming up and failed while measuring: {failed.Reason}");
        for (var i = 0; i < all.Count; i++) await client.DeleteAsync($"run-{i}", cancellationToken: cancellation);
        return new MeasuredPart(all, done.Sum(static video => video.Status.Seconds), wall.Elapsed.TotalSeconds, childSeconds, end.Since(clock), batches);
    }

    private static TimeSpan Start(Stopwatch wall)
    {
        wall.Start();
        return MediaLibrary.ChildCpuTime;
    }

    private static async Task<IReadOnlyList<(string File, VideoStatus Status)>> IngestAsync(
        VideoClient client, IReadOnlyList<string> all, string prefix, Action? begin, CancellationToken cancellation)
    {
        begin?.Invoke();
        var watching = new List<Task<VideoStatus>>();
        for (var i = 0; i < all.Count; i++)
        {
            var status = await client.SubmitAsync(new UploadRequest { Id = $"{prefix}-{i}", Uri = all[i], Title = TitleOf(all[i]) }, cancellation);
            watching.Add(client.WaitUntilSettledAsync(status.Id, cancellation));
        }

        var settled = await Task.WhenAll(watching);
        return [.. all.Zip(settled)];
    }

    private IReadOnlyList<string> Repeated(IReadOnlyList<string> once) => [.. Enumerable.Range(0, repeat).SelectMany(_ => once)];

    private static string TitleOf(string file) => Path.GetFileNameWithoutExtension(file);

    private sealed record MeasuredPart(
        IReadOnlyList<string> Files, double MediaSeconds, double Wall, double Children, MachineClock Clock, IReadOnlyDictionary<string, IReadOnlyList<int>> Batches)
    {
        public DecodeAlone Decode { get; init; } = new(0, 0, 0);

        public IReadOnlyDictionary<string, EncoderShare> Encoders { get; init; } = new Dictionary<string, EncoderShare>();

        public double Efficiency => (Decode.Children + Encoders.Values.Sum(static share => share.CpuSeconds)) / (Environment.ProcessorCount * Wall);
    }
}

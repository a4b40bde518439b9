using Orleans.Video.Grains.Devices;

namespace Orleans.Video.Grains;

/// <summary>How the pipeline works on one silo.</summary>
public sealed record VideoPipelineOptions
{
    /// <summary>The model set that a new store begins with; afterwards the store says which one serves. Default: <c>starter</c>.</summary>
    public string ModelSet { get; init; } = "starter";

    /// <summary>Shards of catalog and index; fixed for the life of a store. Default: 8.</summary>
    public int Shards { get; init; } = 8;

    /// <summary>
    /// The devices of this silo. Default: <c>auto</c>, which takes the CUDA devices that ONNX Runtime can run on, or else one CPU slot of
    /// <see cref="EncoderThreads"/> threads. A list such as <c>cpu:0,cpu:1*2</c> or <c>cuda:0@8GiB</c> names them: <c>*</c> the threads of each
    /// session, <c>@</c> the memory that its sessions' arenas may hold together. <c>none</c>: this silo takes no videos and hosts no encoders.
    /// </summary>
    public string Devices { get; init; } = "auto";

    /// <summary>
    /// Threads of each encoder session on a device that is not given its own number. Default: half the cores, for the others decode; more of them only wait for each
    /// other when several videos are read.
    /// </summary>
    public int EncoderThreads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Whether speech is turned into words where a recogniser serves its language. Default: yes.</summary>
    public bool Speech { get; init; } = true;

    /// <summary>The BCP 47 tag of the language that is spoken where neither the upload nor the audio track names one. Default: <c>en</c>.</summary>
    public string SpeechLanguage { get; init; } = "en";

    /// <summary>Threads on which the recogniser that runs in the silo itself listens, each with some 100 MB of models once it has heard something. Default: the cores.</summary>
    public int SpeechThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether up to three seconds of each video that may be learned from are kept (at most 256 KiB a video), for encoders of pictures and sound to learn from. Vectors and words, from
    /// which fusion encoders learn, are there anyway. Default: no, since it is media that nothing which serves needs.
    /// </summary>
    public bool KeepExamples { get; init; }

    /// <summary>Videos whose media is read at the same time on this silo; the others wait in order. Default: cores + 1, since one of them always waits for its first bytes.</summary>
    public int MaxConcurrentVideos { get; init; } = Environment.ProcessorCount + 1;

    /// <summary>Videos of the whole cluster that are read at the same time to fill another model set beside the one that serves; uploads come first. Default: 1.</summary>
    public int MaxConcurrentFills { get; init; } = 1;

    /// <summary>Segments of one video that are with the encoders at the same time. Default: 2.</summary>
    public int SegmentsInFlight { get; init; } = 2;

    /// <summary>The most clips, seconds or texts in one run of an encoder. Default: 32.</summary>
    public int LargestBatch { get; init; } = 32;

    /// <summary>
    /// How long an encoder waits for a batch to fill. Default: not at all, for on a CPU batches that form while the session is busy
    /// are as good; a few milliseconds suit a GPU.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.Zero;

    /// <summary>Requests that may wait for one encoder before it answers "busy". Default: 64.</summary>
    public int EncoderQueueLength { get; init; } = 64;

    /// <summary>How long a request waits while every encoder that could take it is full, before it fails. Default: 5 minutes.</summary>
    public TimeSpan EncoderPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a request waits for a silo with a device that it needs, where none is in the cluster, before it fails. Default: 15 s.</summary>
    public TimeSpan DevicePatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often this silo tells the others how much waits for its encoders; five of them later, what it told is no longer believed. Default: 1 s.</summary>
    public TimeSpan LoadReportInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Tries at media that could not be read for a passing reason (network, disk, encoder) before the video fails for good. Default: 4.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>The wait before the second try; it doubles with each further one. Default: 2 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two tries, also where the store or the cluster is to blame: then there are as many tries as it takes. Default: 30 s.</summary>
    public TimeSpan LongestRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a silo with places free asks others for videos that wait in line there. Default: 1 s.</summary>
    public TimeSpan BalanceInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often recovery walks the catalog for unfinished videos. Default: 5 minutes.</summary>
    public TimeSpan RecoveryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with these options, naming the option; null when nothing is.</summary>
    public string? Check() => this switch
    {
        { ModelSet: "" } => "ModelSet: name a model set",
        { Shards: < 1 or > 4096 } => "Shards: must be 1 to 4096",
        { EncoderThreads: < 1 or > 1024 } => "EncoderThreads: must be 1 to 1024",
        { MaxConcurrentVideos: < 1 or > 10_000 } => "MaxConcurrentVideos: must be 1 to 10000",
        { MaxConcurrentFills: < 1 or > 1_000 } => "MaxConcurrentFills: must be 1 to 1000",
        { SegmentsInFlight: < 1 or > 64 } => "SegmentsInFlight: must be 1 to 64",
        { SpeechThreads: < 1 or > 256 } => "SpeechThreads: must be 1 to 256",
        { SpeechLanguage: null or "" or { Length: > 35 } } => "SpeechLanguage: must be a BCP 47 tag such as en or pt-BR",
        { LargestBatch: < 1 or > 4096 } => "LargestBatch: must be 1 to 4096",
        { EncoderQueueLength: < 1 or > 100_000 } => "EncoderQueueLength: must be 1 to 100000",
        { MaxAttempts: < 1 or > 100 } => "MaxAttempts: must be 1 to 100",
        _ when !DeviceList.TryParse(Devices, out _, out var problem) => $"Devices {problem}",
        _ when EncoderPatience <= TimeSpan.Zero => "EncoderPatience: must be above zero",
        _ when DevicePatience < TimeSpan.Zero => "DevicePatience: must not be negative",
        _ when LoadReportInterval <= TimeSpan.Zero || LoadReportInterval > TimeSpan.FromMinutes(1) => "LoadReportInterval: must be above zero and at most a minute",
        _ when LongestWait < TimeSpan.Zero || LongestWait > TimeSpan.FromSeconds(10) => "LongestWait: must be 0 to 10 s",
        _ when RetryDelay < TimeSpan.Zero => "RetryDelay: must not be negative",
        _ when LongestRetryDelay <= TimeSpan.Zero => "LongestRetryDelay: must be above zero",
        _ when BalanceInterval <= TimeSpan.Zero => "BalanceInterval: must be above zero",
        _ when RecoveryInterval <= TimeSpan.Zero => "RecoveryInterval: must be above zero",
        _ => null,
    };
}


namespace Orleans.Video.Cli.Bench;

/// <summary>What <c>bench ingest</c> measured.</summary>
internal sealed record IngestFigures
{
    /// <summary>Videos that were read in the measured part.</summary>
    public required int Videos { get; init; }

    /// <summary>Seconds of media in them, a begun second counting whole.</summary>
    public required double MediaSeconds { get; init; }

    /// <summary>From the first submission until the last video was ready.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Processors that .NET sees.</summary>
    public required int Cores { get; init; }

    /// <summary>CPU seconds of the ffprobe children of the same reads, done alone: media is never decoded before it is probed.</summary>
    public required double ProbeCpuSeconds { get; init; }

    /// <summary>CPU seconds of the ffmpeg children of the same reads, done alone.</summary>
    public required double DecodeCpuSeconds { get; init; }

    /// <summary>CPU seconds of the same batches on the same encoders, done alone.</summary>
    public required double EncodeCpuSeconds { get; init; }

    /// <summary>(decode + encode) ÷ (cores × wall): 1 would be a machine that does nothing else and never waits. Probing is overhead.</summary>
    public double Efficiency => (DecodeCpuSeconds + EncodeCpuSeconds) / (Cores * WallSeconds);

    /// <summary>(probe + decode + encode) ÷ (cores × wall): the same, with probing counted as work.</summary>
    public double EfficiencyWithProbe => (ProbeCpuSeconds + DecodeCpuSeconds + EncodeCpuSeconds) / (Cores * WallSeconds);

    /// <summary>The efficiency of each round by itself: a round is a run, and the same decoding and encoding alone right behind it.</summary>
    public required IReadOnlyList<double> RoundEfficiencies { get; init; }

    /// <summary>Seconds of media read in a second.</summary>
    public double Speed => MediaSeconds / WallSeconds;

    /// <summary>Where the CPU time of the measured part went.</summary>
    public required CpuShares Run { get; init; }

    /// <summary>Runs and items of each encoder in the measured part.</summary>
    public required IReadOnlyDictionary<string, EncoderShare> Encoders { get; init; }

    /// <summary>The model set.</summary>
    public required string ModelSet { get; init; }

    /// <summary>What was done before the measured part.</summary>
    public required string WarmUp { get; init; }

    /// <summary>Files that could not be read, with the reason; they are not in the figures.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }
}

/// <summary>CPU seconds of the measured part. Children, process, others and idle add up to cores × wall.</summary>
internal sealed record CpuShares
{
    /// <summary>ffmpeg and ffprobe.</summary>
    public required double Children { get; init; }

    /// <summary>Of the children: what the same decode alone did not need, such as waiting for one another's caches.</summary>
    public required double ChildrenBeyondDecode { get; init; }

    /// <summary>This process: encoding, taking frames from the children, grains, store, index, HTTP, .NET.</summary>
    public required double Process { get; init; }

    /// <summary>Of the process: what the same encodes alone did not need.</summary>
    public required double ProcessBeyondEncode { get; init; }

    /// <summary>Of that: what taking the same frames and samples from the children needed alone.</summary>
    public required double Reading { get; init; }

    /// <summary>Of that: compiling code that the warm-up had not made hot yet.</summary>
    public required double Jit { get; init; }

    /// <summary>Pauses for garbage collection: wall-clock, not CPU.</summary>
    public required double GcPauses { get; init; }

    /// <summary>Other processes of the machine; null where it does not say.</summary>
    public required double? Others { get; init; }

    /// <summary>Nothing ran; null where the machine does not say.</summary>
    public required double? Idle { get; init; }
}

/// <summary>What one encoder did.</summary>
/// <param name="Runs">Batches.</param>
/// <param name="Items">Clips, seconds, steps or texts in them.</param>
/// <param name="CpuSeconds">CPU seconds of the same batches alone.</param>
internal sealed record EncoderShare(int Runs, int Items, double CpuSeconds);

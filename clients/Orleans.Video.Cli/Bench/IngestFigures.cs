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

    /// <summary>CPU seconds of the ffmpeg children of the same reads, done alone.</summary>
    public required double DecodeCpuSeconds { get; init; }

    /// <summary>CPU seconds of the same batches on the same encoders, done alone.</summary>
    public required double EncodeCpuSeconds { get; init; }

    /// <summary>(decode + encode) ÷ (cores × wall): 1 would be a machine that does nothing else and never waits.</summary>
    public double Efficiency => (DecodeCpuSeconds + EncodeCpuSeconds) / (Cores * WallSeconds);

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

/// <summary>CPU seconds of the measured part, which add up to cores × wall.</summary>
/// <param name="Children">ffmpeg and ffprobe.</param>
/// <param name="ChildrenBeyondDecode">Of these, what the same decode alone did not need: probing, contention.</param>
/// <param name="Process">This process: encoding, grains, store, index, HTTP, .NET.</param>
/// <param name="ProcessBeyondEncode">Of these, what the same encodes alone did not need.</param>
/// <param name="Others">Other processes of the machine; null where it does not say.</param>
/// <param name="Idle">Nothing ran; null where the machine does not say.</param>
internal sealed record CpuShares(double Children, double ChildrenBeyondDecode, double Process, double ProcessBeyondEncode, double? Others, double? Idle);

/// <summary>What one encoder did.</summary>
/// <param name="Runs">Batches.</param>
/// <param name="Items">Clips, seconds, steps or texts in them.</param>
/// <param name="CpuSeconds">CPU seconds of the same batches alone.</param>
internal sealed record EncoderShare(int Runs, int Items, double CpuSeconds);

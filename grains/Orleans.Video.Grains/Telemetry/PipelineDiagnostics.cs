using System.Diagnostics;

namespace Orleans.Video.Grains.Telemetry;

/// <summary>The spans of the pipeline: a trace follows a video from its event to the index.</summary>
public static class PipelineDiagnostics
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "Orleans.Video.Pipeline";

    /// <summary>Taking an event.</summary>
    public const string Intake = "video.intake";

    /// <summary>Reading a revision from its first to its last missing segment.</summary>
    public const string Process = "video.process";

    /// <summary>One segment, from frames and samples to durable vectors.</summary>
    public const string Segment = "video.segment";

    /// <summary>Putting text or vectors into the index.</summary>
    public const string Index = "video.index";

    internal static readonly ActivitySource Source = new(SourceName);
}

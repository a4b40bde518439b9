using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Media;

namespace Orleans.Video.Cli.Embed;

/// <summary>The shape in which a model set wants media.</summary>
internal static class EncodingFormat
{
    /// <summary>Seconds in a segment, as the pipeline reads them.</summary>
    public const int SecondsPerSegment = 8;

    public static SegmentFormat Of(ModelSetManifest manifest)
    {
        // A set that cannot see still needs a picture's size: the smallest, which nothing encodes.
        var format = manifest.Visual is { } visual
            ? new SegmentFormat { FramesPerSecond = visual.Frames, Width = visual.FrameWidth, Height = visual.FrameHeight, Fit = Enum.Parse<FrameFit>(visual.Fit, ignoreCase: true) }
            : new SegmentFormat { FramesPerSecond = 1, Width = 16, Height = 16, Fit = FrameFit.Stretch };
        return format with { SampleRate = manifest.Audio?.SampleRate ?? 16_000, SecondsPerSegment = SecondsPerSegment };
    }
}

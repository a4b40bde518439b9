using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Speech;

/// <summary>The sound of a file, as recognisers take it.</summary>
internal static class SpokenFile
{
    /// <summary>All of it, <c>int16[n]</c> at 16 kHz, silence where the track has a gap.</summary>
    public static async Task<short[]> SamplesAsync(MediaLibrary library, string path, CancellationToken cancellation)
    {
        if (!MediaReference.TryParse(path, out var reference, out var error)) throw new CommandFailure(error);
        await using var opened = await library.OpenAsync(reference, cancellation);
        var info = await library.ProbeAsync(opened, cancellation);
        var samples = new List<short>();
        var format = new SegmentFormat { FramesPerSecond = 1, Width = 16, Height = 16, Fit = FrameFit.Stretch, SecondsPerSegment = 8 };
        await foreach (var segment in library.ReadSegmentsAsync(opened, info, format, 0, cancellation))
        {
            using (segment) samples.AddRange(segment.HasAudio ? segment.Samples.Span[..(segment.IsLast ? segment.ValidSamples : segment.Samples.Length)] : new short[segment.Seconds * SpeechSound.SampleRate]);
        }

        return [.. samples];
    }
}

using Orleans.Video.Cli.Embed;
using Orleans.Video.Encoders;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Media.Opening;

namespace Orleans.Video.Cli.Bench;

/// <summary>Does the work of a measured part once more without a silo: the decoding and the encoding, each by itself.</summary>
internal static class AloneRuns
{
    private const int LongestBatch = 64;

    /// <summary>
    /// Reads every file once with the pipeline's own arguments and drops what comes. As many are read at a time as the pipeline reads: cores
    /// that are all busy share caches and memory, and that is the machine's doing, not the pipeline's.
    /// </summary>
    public static async Task<DecodeAlone> DecodeAsync(MediaLibrary media, ModelSet set, IReadOnlyList<string> files, int atATime, CancellationToken cancellation)
    {
        var format = EncodingFormat.Of(set.Manifest);
        var opened = new List<(OpenedMedia Media, MediaInfo Info)>();
        try
        {
            var before = MediaLibrary.ChildCpuTime;
            foreach (var file in files)
            {
                if (!MediaReference.TryParse(file, out var reference, out var error)) throw new CommandLine.CommandFailure(error);
                var one = await media.OpenAsync(reference, cancellation);
                opened.Add((one, await media.ProbeAsync(one, cancellation)));
            }

            var probes = (MediaLibrary.ChildCpuTime - before).TotalSeconds;
            var (children, process) = (MediaLibrary.ChildCpuTime, MachineClock.Read().Process);
            await Parallel.ForEachAsync(opened, new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellation }, async (read, cancel) =>
            {
                await foreach (var segment in media.ReadSegmentsAsync(read.Media, read.Info, format, 0, cancel)) segment.Dispose();
            });
            return new DecodeAlone(probes, (MediaLibrary.ChildCpuTime - children).TotalSeconds, MachineClock.Read().Process - process);
        }
        finally
        {
            foreach (var (one, _) in opened) await one.DisposeAsync();
        }
    }

    /// <summary>Runs the batches of one modality again, on an encoder with the same session options.</summary>
    /// <returns>CPU seconds of this process.</returns>
    public static double Encode(ModelSet set, InferenceDevice device, string modality, IReadOnlyList<int> batches, IReadOnlyList<string> texts)
    {
        if (batches.Count == 0) return 0;
        switch (modality)
        {
            case Modality.Visual:
                using (var encoder = new VisualEncoder(set, device))
                {
                    var clips = Noise(encoder.ClipLength * Math.Min(LongestBatch, batches.Max()));
                    var rows = new float[encoder.Width * LongestBatch];
                    return Measure(batches, count => encoder.Encode(clips.AsSpan(0, count * encoder.ClipLength), count, rows.AsSpan(0, count * encoder.Width)));
                }

            case Modality.Audio:
                using (var encoder = new AudioEncoder(set, device))
                {
                    var sound = new short[encoder.SampleRate * Math.Min(LongestBatch, batches.Max())];
                    for (var i = 0; i < sound.Length; i++) sound[i] = (short)(8000 * Math.Sin(i * 0.05) * Math.Sin(i * 0.0007));
                    var rows = new float[encoder.Width * LongestBatch];
                    return Measure(batches, count => encoder.Encode(sound.AsSpan(0, count * encoder.SampleRate), count, rows.AsSpan(0, count * encoder.Width)));
                }

            case Modality.Text:
                using (var encoder = new TextEncoder(set, device))
                    return Measure(batches, count => encoder.Encode([.. Enumerable.Range(0, count).Select(i => texts[i % texts.Count])]));

            case Modality.Fusion:
                using (var encoder = new FusionEncoder(set, device))
                    return Measure(batches, count => encoder.Encode([.. Enumerable.Range(0, count).Select(_ => Step(set.Manifest.Fusion!, encoder))]));

            default: return 0;
        }
    }

    private static FusionInput Step(FusionSpec fusion, FusionEncoder encoder)
    {
        var present = new bool[EncodingFormat.SecondsPerSegment];
        Array.Fill(present, true);
        var visual = new float[present.Length * fusion.VisualWidth];
        var audio = new float[present.Length * fusion.AudioWidth];
        Array.Fill(visual, 0.1f);
        Array.Fill(audio, 0.1f);
        return new FusionInput { Visual = visual, Audio = audio, VideoPresent = present, AudioPresent = present, Seconds = present.Length, State = encoder.NewState() };
    }

    private static double Measure(IReadOnlyList<int> batches, Action<int> run)
    {
        // A session plans its memory anew for each batch size it has not met.
        foreach (var size in batches.Distinct()) RunWhole(size, run);
        var before = MachineClock.Read().Process;
        foreach (var size in batches) RunWhole(size, run);
        return MachineClock.Read().Process - before;
    }

    private static void RunWhole(int size, Action<int> run)
    {
        for (var left = size; left > 0; left -= LongestBatch) run(Math.Min(left, LongestBatch));
    }

    // The values do not matter to the time, as long as they are no constant that a kernel could skip.
    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        for (var i = 0; i < noise.Length; i++) noise[i] = (byte)((i * 31) ^ (i >> 7));
        return noise;
    }
}

/// <summary>What reading alone costs.</summary>
/// <param name="Probes">CPU seconds of the ffprobe children.</param>
/// <param name="Children">CPU seconds of the ffmpeg children.</param>
/// <param name="Process">CPU seconds of this process for taking what the latter give.</param>
internal sealed record DecodeAlone(double Probes, double Children, double Process);

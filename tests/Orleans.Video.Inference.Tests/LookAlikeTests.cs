using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

/// <summary>Beside what the starter set understands, what looks alike must be near.</summary>
public sealed class LookAlikeTests
{
    private static readonly string[] ColouredChairs =
        ["chair-orig-22-sd-bar", "chair-19-sd-bar", "chair-20-sd-bar", "chair-22-with-small-logo-bar", "chair-22-with-large-logo-bar"];

    [Fact]
    public async Task The_chairs_that_keep_their_colours_are_nearer_to_one_another_than_to_any_other_clip()
    {
        var clips = Directory.EnumerateFiles(TestData.Require("clips"), "*", SearchOption.AllDirectories)
            .Where(p => Path.GetExtension(p) is ".mp4" or ".mkv" or ".mpg").ToArray();
        var vectors = new ConcurrentDictionary<string, float[]>();
        await Parallel.ForEachAsync(clips, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (path, _) => vectors[Path.GetFileNameWithoutExtension(path)] = await VectorAsync(path));

        foreach (var chair in ColouredChairs)
        {
            var ranked = vectors.Where(v => v.Key != chair).Select(v => (v.Key, Cosine: TensorPrimitives.Dot<float>(v.Value, vectors[chair]))).OrderByDescending(v => v.Cosine).ToArray();
            var seen = string.Join(", ", ranked.Take(8).Select(r => $"{r.Key} {r.Cosine:F4}"));
            TestContext.Current.SendDiagnosticMessage($"{chair}: {seen}");
            Assert.True(ranked.Take(4).All(r => ColouredChairs.Contains(r.Key)), $"{chair}: {seen}");
        }
    }

    private static async Task<float[]> VectorAsync(string path)
    {
        using var encoder = new VisualEncoder(ModelSet.Open(StarterSet.Folder), InferenceDevice.Cpu);
        var frames = await Ffmpeg.FramesAsync(path, encoder.Frames, encoder.FrameWidth, encoder.FrameHeight);
        var seconds = frames.Length / encoder.ClipLength;
        var rows = new float[seconds * encoder.Width];
        encoder.Encode(frames.AsSpan(0, seconds * encoder.ClipLength), seconds, rows);
        var mean = new float[encoder.Width];
        for (var s = 0; s < seconds; s++) TensorPrimitives.Add(mean, rows.AsSpan(s * encoder.Width, encoder.Width), mean);
        TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        return mean;
    }
}

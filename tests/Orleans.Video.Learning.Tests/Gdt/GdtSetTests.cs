using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Gdt;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Gdt;

/// <summary>The pair as it serves.</summary>
public sealed class GdtSetTests
{
    private static readonly GdtModelOptions s_small = new()
    {
        Video = new VideoNetworkOptions { Frames = 4, Size = 16, Width = 4, Depths = [1, 1] },
        Audio = new AudioNetworkOptions { Width = 2, Stages = 2 },
        HiddenWidth = 8,
        JointWidth = 6,
    };

    [Fact]
    public void The_files_that_serve_give_what_the_trained_pair_gives()
    {
        using var folder = new TemporaryFolder();
        var weights = Weights();
        var set = GdtSet.Write(folder.File("made"), s_small, weights, "1", "nothing", InferenceDevice.Cpu);
        var random = new Random(4);
        byte[][] clips = [.. Enumerable.Range(0, 3).Select(_ => Bytes(4 * 16 * 16 * 3))];
        short[][] seconds = [.. Enumerable.Range(0, 3).Select(_ => Array.ConvertAll(Bytes(16_000), static b => (short)((b - 128) * 100)))];
        using var pair = new GdtForward(s_small, weights, InferenceDevice.Cpu);
        var (seen, heard) = (new float[3 * 6], new float[3 * 6]);
        using var visual = new VisualEncoder(set, InferenceDevice.Cpu);
        visual.Encode([.. clips.SelectMany(static c => c)], 3, seen);
        using var audio = new AudioEncoder(set, InferenceDevice.Cpu);
        audio.Encode([.. seconds.SelectMany(static s => s)], 3, heard);
        AssertNear(pair.Video(clips), seen);
        AssertNear(pair.Audio(seconds), heard);

        byte[] Bytes(int count)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return bytes;
        }

        static void AssertNear(EncodedRows rows, float[] served)
        {
            Assert.Equal(8, rows.Features[0].Length);
            foreach (var (own, other) in rows.Joint.SelectMany(static r => r).Zip(served)) Assert.Equal(other, own, 1e-4);
        }
    }

    // Where training begins.
    private static IReadOnlyDictionary<string, float[]> Weights()
    {
        var step = GdtGraph.Step(GdtHypothesis.Of(1), s_small, new AdamW(), GdtSet.Audio(s_small, new ModelSetFile("", "")), videos: 2);
        using var store = new VariableStore(InferenceDevice.Cpu, seed: 5);
        store.Add(step.Graph);
        return TrainedWeights.Of(store).Averaged;
    }
}

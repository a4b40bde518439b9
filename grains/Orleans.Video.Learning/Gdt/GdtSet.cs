using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Gdt;

/// <summary>The pair of encoders as a folder that serves, and their layouts, by which they train too.</summary>
internal static class GdtSet
{
    private const string Output = "vectors";

    /// <summary>The layout of the video encoder; mean and deviation as published.</summary>
    public static VisualSpec Visual(GdtModelOptions options, ModelSetFile file) => new()
    {
        File = file.File,
        Sha256 = file.Sha256,
        Trained = true,
        Width = options.JointWidth,
        Input = GdtBatches.Frames,
        Output = Output,
        Frames = options.Video.Frames,
        FrameHeight = options.Video.Size,
        FrameWidth = options.Video.Size,
        Layout = "NTCHW",
        Fit = "cover",
        Mean = [0.45f, 0.45f, 0.45f],
        Std = [0.225f, 0.225f, 0.225f],
        Joint = true,
    };

    /// <summary>The layout of the audio encoder: the starter set's spectrogram.</summary>
    public static AudioSpec Audio(GdtModelOptions options, ModelSetFile file) => AudioGraph.Describe(file, trained: true) with { Width = options.JointWidth, Joint = true };

    /// <summary>Writes the set; both encoders give vectors in their joint space.</summary>
    /// <param name="target">A path where nothing is yet; its name becomes the set's id.</param>
    /// <param name="options">The encoders.</param>
    /// <param name="weights">Their numbers, by name.</param>
    /// <param name="version">The set's version.</param>
    /// <param name="data">What it learned from.</param>
    /// <param name="device">What it is tried on.</param>
    /// <exception cref="ModelSetException">It cannot be written.</exception>
    public static ModelSet Write(string target, GdtModelOptions options, IReadOnlyDictionary<string, float[]> weights, string version, string data, InferenceDevice device)
    {
        using var files = ModelSetFolder.At(target);
        var visual = files.Add("visual.onnx", Export(GdtGraph.Video(options, ServedClips(options.Video)), weights));
        var audio = files.Add("audio.onnx", Export(GdtGraph.Audio(options, Audio(options, new ModelSetFile("", "")), GraphEmitter.FreeSize), weights));
        var manifest = new ModelSetManifest
        {
            Id = files.Id,
            Version = version,
            Trained = true,
            Licence = "as the videos that it learned from allow",
            TrainingData = data,
            JointWidth = options.JointWidth,
            Visual = Visual(options, visual),
            Audio = Audio(options, audio),
        };
        return files.FinishTrained(manifest, device);
    }

    // A free batch is built with a stand-in, whose numbers must stay countable; a larger encoder serves clip by clip.
    private static int ServedClips(VideoNetworkOptions video) => (long)GraphEmitter.FreeSize * video.LargestLayer <= int.MaxValue ? GraphEmitter.FreeSize : 1;

    private static byte[] Export(GdtVectors vectors, IReadOnlyDictionary<string, float[]> weights) => GraphEmitter.Emit(vectors.Joint.Graph, [(Output, vectors.Joint)], weights).Bytes;
}

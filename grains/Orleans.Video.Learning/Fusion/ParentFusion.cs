using System.Runtime.InteropServices;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Models.Fusion;

namespace Orleans.Video.Learning.Fusion;

/// <summary>The numbers of a set's fusion encoder, read from the file that serves, by the names under which a model learns.</summary>
internal static class ParentFusion
{
    // What FusionGraph calls them, and FusionModel.
    private static readonly (string Served, string Learned)[] Names = [("visual.joint", "visual"), ("audio.joint", "audio"), ("near", "near"), ("far", "far"), ("question", "question")];

    /// <summary>The encoder's size: vectors go in as they serve, with all that they hold beside the joint space.</summary>
    public static FusionModelOptions Options(ModelSet parent) => parent.Manifest is { Fusion: { VisualWidth: > 0, AudioWidth: > 0 } fusion } manifest
        ? new FusionModelOptions { JointWidth = manifest.JointWidth, VisualWidth = fusion.VisualWidth, AudioWidth = fusion.AudioWidth }
        : throw new LearningDataException($"model set '{parent.Manifest.Id}' has no fusion encoder of pictures and sound: use a set that has one, such as starter");

    /// <summary>The file that serves.</summary>
    public static byte[] Graph(ModelSet parent) => parent.ReadChecked(new ModelSetFile(parent.Manifest.Fusion!.File, parent.Manifest.Fusion.Sha256));

    /// <summary>The numbers, by the model's names.</summary>
    /// <exception cref="LearningDataException">It is not an encoder of the kind that this library trains.</exception>
    public static IReadOnlyDictionary<string, float[]> Read(ModelSet parent)
    {
        var (options, file) = (Options(parent), parent.Manifest.Fusion!.File);
        var model = GraphReader.Read(parent.Manifest.Id, file, Graph(parent));
        var (d, numbers) = (options.JointWidth, new Dictionary<string, float[]>(StringComparer.Ordinal));
        foreach (var (served, learned) in Names)
        {
            var length = learned switch { "visual" => options.VisualWidth * d, "audio" => options.AudioWidth * d, "question" => d, _ => d * d * 3 };
            var tensor = model.Graph.Initializer.FirstOrDefault(t => t.Name == served && t.DataType == (int)TensorElement.Float32 && t.RawData.Length == length * sizeof(float))
                ?? throw new LearningDataException($"{file} of model set '{parent.Manifest.Id}' has no numbers '{served}' of the size that this library trains: use a set whose fusion encoder was trained here");
            numbers[$"{FusionModel.Layer}/{learned}"] = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        }

        return numbers;
    }
}

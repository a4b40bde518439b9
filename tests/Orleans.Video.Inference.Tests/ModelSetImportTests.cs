using System.Numerics.Tensors;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class ModelSetImportTests
{
    [Fact]
    public async Task A_foreign_classifier_becomes_the_visual_encoder_and_sees_a_cat()
    {
        var file = TestData.Require("models/SqueezeNet_fp16.onnx");
        var kitten = await Ffmpeg.PictureAsync(TestData.Require("models/kitten_224.png"));
        using var folder = new TemporaryFolder();

        var set = Library(folder).Import(new ImportRequest
        {
            OnnxFile = file,
            Modality = EncoderModality.Visual,
            Id = "squeezenet",
            BaseSet = "starter",
            Channels = "BGR",
            Scale = 1,
            Licence = "MIT",
            Source = "microsoft/Windows-Machine-Learning",
        });

        Assert.True(set.Manifest.Visual!.Trained);
        Assert.False(set.Manifest.Text!.Trained);
        Assert.False(set.Manifest.Trained);
        Assert.False(set.HasTrainedJointSpace);
        Assert.Null(set.Manifest.Fusion);
        using var encoder = new VisualEncoder(set, InferenceDevice.Cpu);
        Assert.Equal((1000, 1, 1, 224, 224), (encoder.Width, encoder.Frames, encoder.MaxBatch, encoder.FrameHeight, encoder.FrameWidth));
        var vectors = new float[3 * encoder.Width];
        encoder.Encode([.. kitten, .. new byte[kitten.Length], .. kitten], 3, vectors);
        var top = TensorPrimitives.IndexOfMax<float>(vectors.AsSpan(0, 1000));
        Assert.InRange(top, 281, 287);
        Assert.Equal(vectors[..1000], vectors[2000..]);
        Assert.Equal(1f, TensorPrimitives.Norm<float>(vectors.AsSpan(0, 1000)), 1e-5f);
        Assert.True(Library(folder).Verify("squeezenet", InferenceDevice.Cpu).Passed);
    }

    [Fact]
    public void Frames_of_a_picture_model_are_averaged_over_the_clip()
    {
        using var folder = new TemporaryFolder();
        var set = Library(folder).Import(new ImportRequest { OnnxFile = Mean(folder), Modality = EncoderModality.Visual, Id = "mean", FrameHeight = 8, FrameWidth = 8, Frames = 2 });
        using var encoder = new VisualEncoder(set, InferenceDevice.Cpu);
        var clip = new byte[encoder.ClipLength];
        for (var i = 0; i < 64; i++) (clip[3 * i], clip[3 * (64 + i) + 1]) = (255, 51);
        var vector = new float[3];

        encoder.Encode(clip, 1, vector);

        Assert.Equal([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f), 0f], vector, (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void An_audio_model_is_given_a_spectrogram_of_its_size()
    {
        using var folder = new TemporaryFolder();
        var graph = new GraphWriter("bands");
        graph.NodeAs("y", "ReduceMean", [graph.Input("mel", TensorElement.Float32, "N", 1, 40, "F")], NodeAttribute.Ints("axes", 3));
        graph.Output("y", TensorElement.Float32, "N", 1, 40, 1);
        File.WriteAllBytes(folder.File("bands.onnx"), graph.ToBytes());

        var set = Library(folder).Import(new ImportRequest { OnnxFile = folder.File("bands.onnx"), Modality = EncoderModality.Audio, Id = "bands", BaseSet = "starter" });

        Assert.Equal((40, 98, 40), (set.Manifest.Audio!.Mel.Mels, set.Manifest.Audio.Frames, set.Manifest.Audio.Width));
        Assert.NotNull(set.Manifest.Visual);
        Assert.True(Library(folder).Verify("bands", InferenceDevice.Cpu).Passed);
    }

    [Fact]
    public void What_is_no_model_or_does_not_fit_is_refused_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("text.onnx"), "not a model");
        var nan = new GraphWriter("nan");
        nan.NodeAs("y", "Mul", [nan.Node("ReduceMean", [nan.Input("x", TensorElement.Float32, "N", 3, 8, 8)], NodeAttribute.Ints("axes", 2, 3)), nan.Scalar(float.NaN)]);
        nan.Output("y", TensorElement.Float32, "N", 3, 1, 1);
        File.WriteAllBytes(folder.File("nan.onnx"), nan.ToBytes());
        var request = new ImportRequest { OnnxFile = folder.File("text.onnx"), Modality = EncoderModality.Visual, Id = "new" };

        Refused(request, "no ONNX file");
        Refused(request with { OnnxFile = folder.File("absent.onnx") }, "not found");
        Refused(request with { OnnxFile = folder.File("nan.onnx") }, "finite");
        Refused(request with { OnnxFile = folder.File("nan.onnx"), Modality = EncoderModality.Audio }, "[N, 1, bands, columns]");
        Refused(request with { OnnxFile = Mean(folder), FrameHeight = 8, FrameWidth = 8, Channels = "GBR" }, "channels");
        Refused(request with { OnnxFile = Mean(folder), FrameHeight = 9000 }, "frame height");
        Refused(request with { OnnxFile = Mean(folder), Output = "nothing" }, "nothing");
        Refused(request with { OnnxFile = Mean(folder), BaseSet = "nothing" }, "not found");
        Refused(request with { Id = "../up" }, "no valid name");
        Refused(request with { OnnxFile = Path.Combine(UntrainedModels.Folder, "starter", "text.onnx") }, "2 inputs");

        void Refused(ImportRequest refused, string reason)
        {
            Assert.Contains(reason, Assert.Throws<ModelSetException>(() => Library(folder).Import(refused)).Message, StringComparison.Ordinal);
            Assert.Empty(Directory.Exists(folder.File("models")) ? Directory.EnumerateFileSystemEntries(folder.File("models")) : []);
        }
    }

    private static ModelSetLibrary Library(TemporaryFolder folder) => new([folder.File("models"), UntrainedModels.Folder]);

    private static string Mean(TemporaryFolder folder)
    {
        var graph = new GraphWriter("mean");
        graph.NodeAs("y", "ReduceMean", [graph.Input("x", TensorElement.Float32, "N", 3, "H", "W")], NodeAttribute.Ints("axes", 2, 3));
        graph.Output("y", TensorElement.Float32, "N", 3, 1, 1);
        var path = folder.File("mean.onnx");
        File.WriteAllBytes(path, graph.ToBytes());
        return path;
    }
}

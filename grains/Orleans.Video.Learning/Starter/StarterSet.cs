using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Starter.Export;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Starter.Sounds;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Starter;

/// <summary>The trained starter set as a folder that serves, and the layouts of its encoders, by which it trains too.</summary>
internal static class StarterSet
{
    /// <summary>Samples a second of the sound that the audio encoder takes.</summary>
    public const int SampleRate = 16_000;

    private const string Vocabulary = "vocabulary.txt";

    /// <summary>How text becomes pieces.</summary>
    public static TokenizerSpec Tokenizer(ModelSetFile vocabulary) => new() { Kind = "wordPiece", Files = [vocabulary] };

    /// <summary>How many pieces a vocabulary has.</summary>
    public static int PiecesOf(byte[] vocabulary) => vocabulary.Count(static b => b == '\n');

    /// <summary>The layout of the visual encoder. Mean and deviation of each colour are those of its photos, rounded.</summary>
    public static VisualSpec Visual(VisualModelOptions options, ModelSetFile file) => new()
    {
        File = file.File,
        Sha256 = file.Sha256,
        Trained = true,
        Width = options.JointWidth + ColourLayout.Width,
        Input = PictureTextBatches.Frames,
        Output = "vectors",
        Frames = options.Frames,
        FrameHeight = options.Size,
        FrameWidth = options.Size,
        Layout = "NTCHW",
        Mean = [0.48f, 0.45f, 0.40f],
        Std = [0.27f, 0.26f, 0.28f],
        Joint = true,
    };

    /// <summary>The layout of the audio encoder.</summary>
    public static AudioSpec Audio(AudioNetworkOptions options, ModelSetFile file) => AudioGraph.Describe(file, trained: true) with { Width = options.VectorWidth, SampleRate = SampleRate, Joint = true };

    /// <summary>Writes the set, checks it, and lays the card beside it.</summary>
    /// <exception cref="ModelSetException">It cannot be written, or does not serve.</exception>
    public static ModelSet Write(
        string target, VisualModelOptions visual, TextModelOptions text, AudioNetworkOptions audio, FusionModelOptions fusion, byte[] vocabulary, IReadOnlyDictionary<string, float[]> weights,
        StarterQuality quality, ulong seed, InferenceDevice device)
    {
        using var files = ModelSetFolder.At(target);
        var network = new AudioNetwork(audio);
        var visualFile = files.Add("visual.onnx", EncoderFiles.Visual(visual, weights));
        var audioFile = files.Add("audio.onnx", AudioForward.Export(network, Audio(audio, new ModelSetFile("", "")), weights));
        var textFile = files.Add("text.onnx", EncoderFiles.Text(text, weights));
        var fusionFile = files.Add("fusion.onnx", EncoderFiles.Fusion(fusion, weights));
        var manifest = new ModelSetManifest
        {
            Id = files.Id,
            Version = $"1-seed-{seed}",
            Trained = true,
            Licence = "MIT; trained on pictures under ImageNet's terms (research)",
            TrainingData = FormattableString.Invariant($"Tiny ImageNet ({quality.LearnedPhotos:N0} photos, {quality.Classes} classes), Free Spoken Digit Dataset (CC BY-SA 4.0), made sounds, WordNet 3.0"),
            Quality = quality.ToManifest(),
            JointWidth = fusion.JointWidth,
            Visual = Visual(visual, visualFile),
            Audio = Audio(audio, audioFile),
            Text = new TextSpec
            {
                File = textFile.File,
                Sha256 = textFile.Sha256,
                Trained = true,
                Width = text.JointWidth,
                TokenInput = PictureTextBatches.Pieces,
                MaskInput = PictureTextBatches.Mask,
                PooledOutput = "pooled",
                TokenOutput = "words",
                Tokenizer = Tokenizer(files.Add(Vocabulary, vocabulary)),
                MaxTokens = text.Length,
                PadToMax = true,
            },
            Fusion = new FusionSpec
            {
                File = fusionFile.File,
                Sha256 = fusionFile.Sha256,
                Trained = true,
                Width = fusion.JointWidth,
                VisualWidth = fusion.VisualWidth + ColourLayout.Width,
                AudioWidth = fusion.AudioWidth,
                StateWidth = FusionModel.Weights(fusion, weights).StateWidth,
            },
        };
        return files.FinishTrained(manifest, device);
    }
}

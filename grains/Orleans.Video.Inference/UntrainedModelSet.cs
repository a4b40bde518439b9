using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Inference;

/// <summary>
/// A small model set with seeded random weights, marked untrained. Its visual and audio vectors tell look-alikes and sound-alikes; its words mean nothing.
/// The same seed gives the same bytes on every machine.
/// </summary>
public static class UntrainedModelSet
{
    /// <summary>Writes the set into a new folder, whose name becomes its id.</summary>
    /// <param name="folder">A path where nothing is yet; the parent is made when it is absent.</param>
    /// <param name="seed">Where the weights begin.</param>
    /// <exception cref="ModelSetException">The name is no id, the place is taken, or it cannot be written.</exception>
    public static ModelSet Write(string folder, ulong seed)
    {
        using var files = ModelSetFolder.At(folder);
        // A seed of its own for each graph: a change of one leaves the others as they are.
        var seeds = new SeededGenerator(seed);
        var visual = files.Add("visual.onnx", VisualGraph.Write(seeds.NextBits()));
        var audio = files.Add("audio.onnx", AudioGraph.Write(seeds.NextBits()));
        var text = files.Add("text.onnx", TextGraph.Write(seeds.NextBits()));
        var weights = FusionWeights.Random(seeds.NextBits(), TextGraph.Width, VisualGraph.Width, AudioGraph.Width);
        var fusion = files.Add("fusion.onnx", FusionGraph.Write(weights, "untrained fusion encoder"));
        var vocabulary = files.Add("vocabulary.txt", CharacterVocabulary.Write());
        return files.Finish(Describe(files.Id, seed, visual, audio, text, vocabulary, fusion, weights), static _ => { });
    }

    private static ModelSetManifest Describe(string id, ulong seed, ModelSetFile visual, ModelSetFile audio, ModelSetFile text, ModelSetFile vocabulary, ModelSetFile fusion, FusionWeights weights) => new()
    {
        Id = id,
        Version = $"untrained-{seed}",
        Trained = false,
        Licence = "MIT",
        JointWidth = weights.Width,
        Visual = new VisualSpec
        {
            File = visual.File,
            Sha256 = visual.Sha256,
            Trained = false,
            Width = VisualGraph.Width,
            Input = "frames",
            Output = "vectors",
            Frames = VisualGraph.Frames,
            FrameHeight = VisualGraph.Size,
            FrameWidth = VisualGraph.Size,
            Layout = "NTCHW",
            Mean = [0.5f, 0.5f, 0.5f],
            Std = [0.25f, 0.25f, 0.25f],
        },
        Audio = AudioGraph.Describe(audio, trained: false),
        Text = new TextSpec
        {
            File = text.File,
            Sha256 = text.Sha256,
            Trained = false,
            Width = TextGraph.Width,
            TokenInput = "input_ids",
            MaskInput = "attention_mask",
            PooledOutput = "pooled",
            TokenOutput = "tokens",
            Tokenizer = new TokenizerSpec { Kind = "wordPiece", Files = [vocabulary] },
            MaxTokens = TextGraph.MaxTokens,
        },
        Fusion = new FusionSpec
        {
            File = fusion.File,
            Sha256 = fusion.Sha256,
            Trained = false,
            Width = weights.Width,
            VisualWidth = VisualGraph.Width,
            AudioWidth = AudioGraph.Width,
            StateWidth = weights.StateWidth,
        },
    };
}

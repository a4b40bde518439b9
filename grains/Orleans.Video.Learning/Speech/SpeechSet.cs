using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Recognition;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech;

/// <summary>A trained speech encoder as a model set that serves: the engine <c>wav2vec2</c>.</summary>
internal static class SpeechSet
{
    private const string Input = "input_values", Output = "logits", File = "speech.onnx", Vocabulary = "vocab.json";

    /// <summary>The encoder with the contract of the public models: any number of utterances of any length, all of one batch alike, <c>[N, samples] → [N, frames, V]</c>.</summary>
    public static byte[] Export(Wav2Vec2ModelOptions model, int tokens, IReadOnlyDictionary<string, float[]> weights)
    {
        // No other size of the model; both lengths are free in the file.
        var frames = Enumerable.Range(5, 8).First(size => size != model.Width && size != model.Channels && size != model.Inner && size != model.Heads && size != model.Width / model.Heads && size != tokens);
        var samples = model.Chain.ReceptiveField + (frames - 1) * model.Chain.Stride;
        var graph = new Graph("speech encoder");
        var features = Wav2Vec2Model.Normalize(Wav2Vec2Model.Encode(graph.Input(Input, [GraphEmitter.FreeSize, samples]), lengths: null, model));
        var logits = Wav2Vec2Model.Logits(Wav2Vec2Model.Contextualize(features, frames: null, masked: null, model, ModelMode.Serving), tokens);
        return GraphEmitter.Emit(graph, [(Output, logits)], weights, new Dictionary<int, string> { [samples] = "samples", [frames] = "frames" }).Bytes;
    }

    /// <summary>Writes the set.</summary>
    /// <param name="target">A folder that is not there yet; its name is the set's id.</param>
    /// <param name="model">The model.</param>
    /// <param name="letters">Its tokens.</param>
    /// <param name="weights">Its numbers, by name.</param>
    /// <param name="quality">What was measured.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="device">What it is tried on.</param>
    /// <exception cref="ModelSetException">It cannot be written.</exception>
    public static ModelSet Write(string target, Wav2Vec2ModelOptions model, LetterTokens letters, IReadOnlyDictionary<string, float[]> weights, IReadOnlyDictionary<string, double> quality, ulong seed, InferenceDevice device)
    {
        using var files = ModelSetFolder.At(target);
        var encoder = files.Add(File, Export(model, letters.Vocabulary.Count, weights));
        var manifest = new ModelSetManifest
        {
            Id = files.Id,
            Version = $"1-seed-{seed}",
            Trained = true,
            Licence = "MIT",
            TrainingData = "Free Spoken Digit Dataset (CC BY-SA 4.0), put together to strings with noise",
            Quality = quality,
            Speech = new SpeechSpec
            {
                File = encoder.File,
                Sha256 = encoder.Sha256,
                Trained = true,
                Width = letters.Vocabulary.Count,
                MaxBatch = 4,
                Input = Input,
                Output = Output,
                Vocabulary = files.Add(Vocabulary, letters.File),
                Languages = ["en"],
                Kernels = model.Kernels,
                Strides = model.Strides,
            },
        };
        return files.FinishTrained(manifest, device);
    }
}

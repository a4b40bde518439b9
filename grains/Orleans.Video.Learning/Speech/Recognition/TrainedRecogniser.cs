using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech.Ctc;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Speech;
using Orleans.Video.Learning.Speech.Utterances;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Speech.Recognition;

/// <summary>The model as it recognises while it is trained: by given weights, without what only training does. One thread at a time.</summary>
internal sealed class TrainedRecogniser : IDisposable
{
    private const int BatchSize = 8;
    private const string Logits = "logits";

    private readonly CtcVocabulary _vocabulary;
    private readonly PrefixBeamSearch _search;
    private readonly Wav2Vec2ModelOptions _model;
    private readonly int _samples;
    private readonly TrainedGraph _encoder;

    /// <param name="model">The model.</param>
    /// <param name="vocabulary">Its tokens.</param>
    /// <param name="samples">The longest utterance.</param>
    /// <param name="weights">Its numbers, by name; others are passed over.</param>
    /// <param name="device">What it runs on.</param>
    public TrainedRecogniser(Wav2Vec2ModelOptions model, CtcVocabulary vocabulary, int samples, IReadOnlyDictionary<string, float[]> weights, InferenceDevice device)
    {
        (_model, _vocabulary, _samples, _search) = (model, vocabulary, samples, new PrefixBeamSearch(vocabulary));
        var graph = new Graph("speech recogniser");
        var utterances = UtteranceRows.Encode(graph, BatchSize, samples, model);
        var context = Wav2Vec2Model.Contextualize(Wav2Vec2Model.Normalize(utterances.Features), utterances.Present, masked: null, model, ModelMode.Serving);
        _encoder = new TrainedGraph(new Dictionary<string, Tensor> { [Logits] = Wav2Vec2Model.Logits(context, vocabulary.Count) }, weights, device);
    }

    /// <summary>The words of utterances, by prefix beam search without a language model.</summary>
    public IReadOnlyList<RecognisedString> Recognise(IReadOnlyList<short[]> utterances)
    {
        var recognised = new List<RecognisedString>();
        foreach (var part in utterances.Chunk(BatchSize))
        {
            var logits = Array.ConvertAll(_encoder.Run(UtteranceRows.Of(part, BatchSize, _samples))[Logits], static v => (float)v);
            for (var row = 0; row < part.Length; row++)
                recognised.Add(Decode(logits.AsSpan(row * (logits.Length / BatchSize), _model.Chain.FramesOf(part[row].Length) * _vocabulary.Count)));
        }

        return recognised;
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();

    private RecognisedString Decode(ReadOnlySpan<float> logits)
    {
        var frames = LogProbabilities.Of(logits, _vocabulary);
        var best = _search.Decode(frames);
        var words = CtcAlignment.Words(frames, best.Tokens, _vocabulary);
        return new RecognisedString(string.Join(' ', words.Select(static w => w.Text.ToLowerInvariant())), Math.Exp(best.LogProbability / Math.Max(1, best.Tokens.Count)));
    }
}

/// <summary>What was heard.</summary>
/// <param name="Text">The words, in lower case, with one space between two.</param>
/// <param name="Confidence">0 to 1: the probability of the tokens over all paths, as the geometric mean of one.</param>
internal readonly record struct RecognisedString(string Text, double Confidence);

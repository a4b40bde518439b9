using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Ctc;
using Orleans.Video.Inference.Speech.Wav2Vec2;

namespace Orleans.Video.Inference;

/// <summary>CTC logits to words with times, with the vocabulary and the language model of a set. Safe for any number of threads.</summary>
public sealed class SpeechDecoding
{
    private readonly SpeechSpec _spec;
    private readonly CtcVocabulary _vocabulary;
    private readonly NGramModel? _languageModel;
    private readonly double _secondsPerFrame;

    /// <summary>Reads the set's vocabulary and language model.</summary>
    /// <exception cref="ModelSetException">The set has no speech encoder, or one of the two cannot be used.</exception>
    public SpeechDecoding(ModelSet set)
    {
        _spec = set.Manifest.Speech ?? throw set.Broken(file: null, "it has no speech encoder", "use a set that has one");
        try
        {
            _vocabulary = CtcVocabulary.Parse(set.ReadChecked(_spec.Vocabulary), _spec.Blank, _spec.Boundary);
        }
        catch (InvalidDataException problem)
        {
            throw set.Broken(_spec.Vocabulary.File, problem.Message, "take the vocab.json that belongs to the model", problem);
        }

        if (_vocabulary.Count != _spec.Width) throw set.Broken(_spec.Vocabulary.File, $"the vocabulary has {_vocabulary.Count} tokens, the model {_spec.Width}", "take the vocab.json that belongs to the model");
        _secondsPerFrame = (double)new ConvolutionChain(_spec.Kernels, _spec.Strides).Stride / SpeechSound.SampleRate;
        if (_spec.LanguageModel is not { } file) return;
        try
        {
            using var reader = new StreamReader(new MemoryStream(set.ReadChecked(file), writable: false));
            _languageModel = NGramModel.Read(reader);
        }
        catch (InvalidDataException problem)
        {
            throw set.Broken(file.File, problem.Message, "take an ARPA file", problem);
        }
    }

    /// <summary>The words of logits.</summary>
    /// <param name="logits"><c>float[T, V]</c>.</param>
    /// <param name="hotWords">Words that are likely to be said.</param>
    public IReadOnlyList<RecognisedWord> Decode(ReadOnlySpan<float> logits, IReadOnlyList<string> hotWords)
    {
        var frames = LogProbabilities.Of(logits, _vocabulary);
        var search = new PrefixBeamSearch(_vocabulary, new BeamSearchOptions
        {
            Width = _spec.Beam,
            LanguageModel = _languageModel,
            LanguageWeight = _spec.LanguageWeight,
            WordScore = _spec.WordScore,
            HotWords = hotWords,
        });
        return
        [
            .. CtcAlignment.Words(frames, search.Decode(frames).Tokens, _vocabulary)
                .Select(word => new RecognisedWord(word.Text.ToLowerInvariant(), word.FirstFrame * _secondsPerFrame, word.EndFrame * _secondsPerFrame, word.Confidence)),
        ];
    }
}

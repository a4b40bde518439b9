using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Speech;

namespace Orleans.Video.Grains.Speech;

/// <summary>The speech encoder of a model set, on whatever device of the cluster has room for it; the words are decoded here, on the thread pool.</summary>
internal sealed class EncodedRecogniser(EncoderRouter router, OpenedModelSet set) : ISpeechRecogniser
{
    private readonly Lazy<SpeechDecoding> _decoding = new(() => new SpeechDecoding(set.Set));

    public string Engine => "wav2vec2";

    public string Model => set.Id;

    public async Task<IReadOnlyList<RecognisedWord>> RecogniseAsync(ReadOnlyMemory<short> samples, IReadOnlyList<string> hotWords, CancellationToken cancellationToken)
    {
        var logits = await router.EncodeAsync(set, Modality.Speech, new Utterance(samples), cancellationToken);
        return await Task.Run(() => _decoding.Value.Decode(logits.Vectors, hotWords), cancellationToken);
    }
}

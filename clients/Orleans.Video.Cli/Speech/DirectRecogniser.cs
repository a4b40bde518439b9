using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.PocketSphinx;

namespace Orleans.Video.Cli.Speech;

/// <summary>A recogniser without a silo, one stretch after the other.</summary>
internal sealed class DirectRecogniser : IDisposable
{
    private readonly Func<short[], CancellationToken, IReadOnlyList<RecognisedWord>> _recognise;
    private readonly IDisposable _owned;

    private DirectRecogniser(string name, IDisposable owned, Func<short[], CancellationToken, IReadOnlyList<RecognisedWord>> recognise) => (Name, _owned, _recognise) = (name, owned, recognise);

    /// <summary>Engine and model.</summary>
    public string Name { get; }

    /// <summary>PocketSphinx.</summary>
    /// <exception cref="SpeechEngineMissingException">It is not on this machine.</exception>
    public static DirectRecogniser Of(SphinxModel model)
    {
        if (model.Problem() is { } problem) throw new SpeechEngineMissingException(problem);
        var recogniser = new SphinxRecogniser(1, model);
        return new DirectRecogniser($"pocketsphinx:{model.Name}", new Stopping(recogniser), (samples, cancellation) => recogniser.RecogniseAsync(samples, [], cancellation).GetAwaiter().GetResult());
    }

    /// <summary>The speech encoder of a set.</summary>
    /// <exception cref="ModelSetException">It has none, or it cannot be used.</exception>
    public static DirectRecogniser Of(ModelSet set)
    {
        var encoder = new SpeechEncoder(set, InferenceDevice.Cpu);
        var decoding = new SpeechDecoding(set);
        return new DirectRecogniser($"wav2vec2:{set.Manifest.Id}", encoder, (samples, _) => decoding.Decode(encoder.Encode([samples])[0], []));
    }

    /// <summary>The words of a stretch, with spaces between.</summary>
    public string Recognise(short[] samples, CancellationToken cancellation) => string.Join(' ', _recognise(samples, cancellation).Select(static word => word.Text));

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private sealed class Stopping(SphinxRecogniser recogniser) : IDisposable
    {
        public void Dispose() => recogniser.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

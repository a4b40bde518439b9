using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference;

/// <summary>What kind of encoder a model file becomes.</summary>
public enum EncoderModality
{
    /// <summary>Frames to a vector.</summary>
    Visual,

    /// <summary>A log-mel spectrogram of a second to a vector.</summary>
    Audio,

    /// <summary>Samples of speech to the logits of letters.</summary>
    Speech,
}

/// <summary>
/// Asks for a new model set of one ONNX file and, where a base set is named, its other encoders. What is not given is read from the graph's shapes or has a common value.
/// A base set's fusion encoder is left out where it was made for the encoder that is replaced: then the new set fuses nothing.
/// </summary>
public sealed record ImportRequest
{
    /// <summary>Path of the ONNX file; it is copied.</summary>
    public required string OnnxFile { get; init; }

    /// <summary>What the file encodes.</summary>
    public required EncoderModality Modality { get; init; }

    /// <summary>The new set's id; must be free in the library's first folder.</summary>
    public required string Id { get; init; }

    /// <summary>The new set's version.</summary>
    public string Version { get; init; } = "1";

    /// <summary>Id of the set that the other encoders are taken from, or null for none.</summary>
    public string? BaseSet { get; init; }

    /// <summary>The licence of the file.</summary>
    public string Licence { get; init; } = "unknown";

    /// <summary>Where the file came from, such as its address.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the file's weights are trained, which a foreign model's usually are.</summary>
    public bool Trained { get; init; } = true;

    /// <summary>The graph's input; null takes the only one that has no initial value.</summary>
    public string? Input { get; init; }

    /// <summary>The graph's output; null takes the first whose shape is that of a vector.</summary>
    public string? Output { get; init; }

    /// <summary>Visual: frames of a clip; null takes the graph's, or 1 where it takes single frames.</summary>
    public int? Frames { get; init; }

    /// <summary>Visual: height of a frame in pixels; null takes the graph's, or 224 where that is free.</summary>
    public int? FrameHeight { get; init; }

    /// <summary>Visual: width of a frame in pixels; null takes the graph's, or 224 where that is free.</summary>
    public int? FrameWidth { get; init; }

    /// <summary>Visual: <c>RGB</c> or <c>BGR</c>.</summary>
    public string Channels { get; init; } = "RGB";

    /// <summary>Visual: what a byte is multiplied with; null is 1/255.</summary>
    public float? Scale { get; init; }

    /// <summary>Taken off after scaling: three numbers for frames, one for sound; null is 0.</summary>
    public float[]? Mean { get; init; }

    /// <summary>Divided by after that: three numbers for frames, one for sound; null is 1.</summary>
    public float[]? Std { get; init; }

    /// <summary>Visual: <c>stretch</c>, <c>cover</c> or <c>contain</c>.</summary>
    public string Fit { get; init; } = "cover";

    /// <summary>Audio: the spectrogram that the graph expects; null takes 25 ms windows every 10 ms at 16 kHz, HTK bands from 20 to 7600 Hz, as many as the graph has rows.</summary>
    public MelSpec? Mel { get; init; }

    /// <summary>Speech: path of the model's own <c>vocab.json</c>; it is copied.</summary>
    public string? VocabularyFile { get; init; }

    /// <summary>Speech: the primary subtags of the languages that it hears.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];

    /// <summary>Speech: path of an n-gram model of words (ARPA), or null for none; it is copied.</summary>
    public string? LanguageModelFile { get; init; }
}

namespace Orleans.Video.Inference.ModelSets;

/// <summary>What <c>manifest.json</c> of a model set says. Written and read in camelCase; unknown fields are refused.</summary>
public sealed record ModelSetManifest
{
    /// <summary>The set's name: lower-case letters, digits, '.', '_', '-', at most 64 characters. It names everything the set makes.</summary>
    public required string Id { get; init; }

    /// <summary>The set's version, shown to people; at most 64 characters.</summary>
    public required string Version { get; init; }

    /// <summary>Whether every encoder of the set was trained. Random weights are not.</summary>
    public required bool Trained { get; init; }

    /// <summary>The id of the set that this one was trained from and shares its other files with; null where there is none.</summary>
    public string? Parent { get; init; }

    /// <summary>The licence of the weights, as an SPDX identifier or a sentence.</summary>
    public required string Licence { get; init; }

    /// <summary>What the encoders were trained on, or null when they were not.</summary>
    public string? TrainingData { get; init; }

    /// <summary>Measured quality: name of the measure to its value.</summary>
    public IReadOnlyDictionary<string, double>? Quality { get; init; }

    /// <summary>D, the width of the space in which text and media are compared; 0 when the set has none.</summary>
    public int JointWidth { get; init; }

    /// <summary>The encoder of frames, or null when the set has none.</summary>
    public VisualSpec? Visual { get; init; }

    /// <summary>The encoder of sound, or null when the set has none.</summary>
    public AudioSpec? Audio { get; init; }

    /// <summary>The encoder of words, or null when the set has none.</summary>
    public TextSpec? Text { get; init; }

    /// <summary>The encoder that fuses the seconds of a video, or null when the set has none.</summary>
    public FusionSpec? Fusion { get; init; }

    /// <summary>The encoder of speech, or null when the set has none.</summary>
    public SpeechSpec? Speech { get; init; }
}

/// <summary>A file of a model set.</summary>
/// <param name="File">Path relative to the set's folder, with '/' between parts; never outside it.</param>
/// <param name="Sha256">SHA-256 of the file, 64 lower-case hexadecimal digits.</param>
public sealed record ModelSetFile(string File, string Sha256);

/// <summary>What every encoder of a set states.</summary>
public abstract record EncoderSpec
{
    /// <summary>Path of the ONNX file, relative to the set's folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the ONNX file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether this encoder was trained.</summary>
    public required bool Trained { get; init; }

    /// <summary>Where the file came from, or null when it was made with the set.</summary>
    public string? Source { get; init; }

    /// <summary>The licence of this file where it differs from the set's.</summary>
    public string? Licence { get; init; }

    /// <summary>The width of the vectors that come out.</summary>
    public required int Width { get; init; }

    /// <summary>The most items of one run, 1 to 256. A graph with a fixed batch of one is run one by one whatever this says.</summary>
    public int MaxBatch { get; init; } = 32;
}

/// <summary>The encoder of frames: one clip of <see cref="Frames"/> frames a second of media to one vector of <see cref="EncoderSpec.Width"/> (Dv).</summary>
public sealed record VisualSpec : EncoderSpec
{
    /// <summary>The graph's input.</summary>
    public required string Input { get; init; }

    /// <summary>The graph's output; its dimensions after the batch are flattened in order, so <c>[N, 1000, 1, 1]</c> is a vector of 1000.</summary>
    public required string Output { get; init; }

    /// <summary>T, frames of a clip, 1 to 64, spaced evenly over the second.</summary>
    public required int Frames { get; init; }

    /// <summary>Height of a frame in pixels, 8 to 1024.</summary>
    public required int FrameHeight { get; init; }

    /// <summary>Width of a frame in pixels, 8 to 1024.</summary>
    public required int FrameWidth { get; init; }

    /// <summary><c>NTCHW</c> for a graph that takes whole clips; <c>NCHW</c> for one that takes single frames: their normalised vectors are averaged over a clip.</summary>
    public required string Layout { get; init; }

    /// <summary>Order of the colour planes: <c>RGB</c> or <c>BGR</c>.</summary>
    public string Channels { get; init; } = "RGB";

    /// <summary>What a byte (0 to 255) is multiplied with before the mean is taken off.</summary>
    public float Scale { get; init; } = 1f / 255f;

    /// <summary>Mean of each plane, in the order of <see cref="Channels"/>, after scaling.</summary>
    public float[] Mean { get; init; } = [0f, 0f, 0f];

    /// <summary>Deviation of each plane, in the order of <see cref="Channels"/>, after scaling: x = (byte × scale − mean) ÷ std.</summary>
    public float[] Std { get; init; } = [1f, 1f, 1f];

    /// <summary>How a picture is brought to the frame's size: <c>stretch</c>, <c>cover</c> (crop what overhangs) or <c>contain</c> (black bars).</summary>
    public string Fit { get; init; } = "stretch";

    /// <summary>
    /// Whether the vectors lie in the joint space themselves, without a fusion encoder: their first <see cref="ModelSetManifest.JointWidth"/> numbers do, which have the same length in
    /// every vector. What follows them counts only where two vectors of this encoder are compared.
    /// </summary>
    public bool Joint { get; init; }
}

/// <summary>The encoder of sound: one second of samples, as a log-mel spectrogram <c>[N, 1, M, F]</c>, to one vector of <see cref="EncoderSpec.Width"/> (Da).</summary>
public sealed record AudioSpec : EncoderSpec
{
    /// <summary>The graph's input.</summary>
    public required string Input { get; init; }

    /// <summary>The graph's output; its dimensions after the batch are flattened in order.</summary>
    public required string Output { get; init; }

    /// <summary>Samples a second of the mono sound, 8000 to 48000.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>The spectrogram.</summary>
    public required MelSpec Mel { get; init; }

    /// <summary>F, columns of the spectrogram of one second. Where the second holds fewer, silence is added behind it; more are cut.</summary>
    public required int Frames { get; init; }

    /// <summary>Taken off the spectrogram.</summary>
    public float Mean { get; init; }

    /// <summary>The spectrogram, less its mean, is divided by this.</summary>
    public float Std { get; init; } = 1f;

    /// <summary>
    /// Whether the vectors lie in the joint space themselves, without a fusion encoder: their first <see cref="ModelSetManifest.JointWidth"/> numbers do, which have the same length in
    /// every vector. What follows them counts only where two vectors of this encoder are compared.
    /// </summary>
    public bool Joint { get; init; }
}

/// <summary>A log-mel spectrogram: periodic Hann window, power spectrum, triangular mel bands, natural logarithm.</summary>
public sealed record MelSpec
{
    /// <summary>Length of the transform in samples, even, 16 to 8192.</summary>
    public required int NFft { get; init; }

    /// <summary>Length of the window in samples, at most <see cref="NFft"/>, in whose middle it stands.</summary>
    public required int Window { get; init; }

    /// <summary>Samples from one column to the next.</summary>
    public required int Hop { get; init; }

    /// <summary>Lower edge of the lowest band in Hz.</summary>
    public float FMin { get; init; }

    /// <summary>Upper edge of the highest band in Hz, at most half the sample rate.</summary>
    public required float FMax { get; init; }

    /// <summary>M, the number of bands, 1 to 512.</summary>
    public required int Mels { get; init; }

    /// <summary>The mel scale: <c>htk</c> or <c>slaney</c>.</summary>
    public string Scale { get; init; } = "htk";

    /// <summary><c>none</c> for bands of height one, <c>slaney</c> for bands of equal area.</summary>
    public string Norm { get; init; } = "none";

    /// <summary>Whether column t is centred on sample t × hop, the sound mirrored at both ends; else it begins there.</summary>
    public bool Centre { get; init; }

    /// <summary>Added to a band's power before the logarithm.</summary>
    public float LogOffset { get; init; } = 1e-6f;
}

/// <summary>The encoder of words: token ids and mask <c>[N, L]</c> to a pooled vector <c>[N, D]</c> and a vector a token <c>[N, L, D]</c>.</summary>
public sealed record TextSpec : EncoderSpec
{
    /// <summary>The graph's input of token ids, int64 or int32 <c>[N, L]</c>.</summary>
    public required string TokenInput { get; init; }

    /// <summary>The graph's input that is 1 at tokens and 0 at padding, of the same type <c>[N, L]</c>; null when it has none.</summary>
    public string? MaskInput { get; init; }

    /// <summary>The graph's input of token types (all 0 here) <c>[N, L]</c>; null when it has none.</summary>
    public string? TypeInput { get; init; }

    /// <summary>The graph's output of pooled vectors <c>[N, D]</c>.</summary>
    public required string PooledOutput { get; init; }

    /// <summary>The graph's output of token vectors <c>[N, L, D]</c>; null when it has none, and then no word has a vector.</summary>
    public string? TokenOutput { get; init; }

    /// <summary>How text becomes tokens.</summary>
    public required TokenizerSpec Tokenizer { get; init; }

    /// <summary>L, the most tokens of a text with its start and end, 4 to 4096.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Whether the graph takes only texts padded to exactly <see cref="MaxTokens"/>.</summary>
    public bool PadToMax { get; init; }
}

/// <summary>How text becomes tokens.</summary>
public sealed record TokenizerSpec
{
    /// <summary><c>wordPiece</c>, <c>bpe</c> or <c>sentencePiece</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>wordPiece: the vocabulary, a token a line. bpe: vocab.json and merges.txt. sentencePiece: the model.</summary>
    public required IReadOnlyList<ModelSetFile> Files { get; init; }

    /// <summary>Whether text is lower-cased first.</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Whether accents are taken off, as uncased vocabularies expect.</summary>
    public bool StripAccents { get; init; }

    /// <summary>bpe: whether the vocabulary is of bytes, as GPT-2's is.</summary>
    public bool ByteLevel { get; init; }

    /// <summary>bpe: what ends the last piece of a word, such as CLIP's <c>&lt;/w&gt;</c>.</summary>
    public string? EndOfWord { get; init; }

    /// <summary>The token before every text, or null for none.</summary>
    public string? Start { get; init; } = "[CLS]";

    /// <summary>The token behind every text, or null for none.</summary>
    public string? End { get; init; } = "[SEP]";

    /// <summary>The token that fills up a row.</summary>
    public string Padding { get; init; } = "[PAD]";

    /// <summary>The token for what the vocabulary lacks.</summary>
    public string Unknown { get; init; } = "[UNK]";
}

/// <summary>
/// The encoder that fuses the seconds of a video into the joint space as they come: a causal temporal convolution, then attention pooling that keeps running sums.
/// What it must remember of a video is one row of <see cref="StateWidth"/> numbers; the state of a new video is all zeros.
/// </summary>
public sealed record FusionSpec : EncoderSpec
{
    /// <summary>Seconds that are usually given at once, 1 to 64; the graph takes any number.</summary>
    public int SecondsPerStep { get; init; } = 8;

    /// <summary>Width of the visual vectors that go in: that of the visual encoder, or 0 when sound alone is fused.</summary>
    public required int VisualWidth { get; init; }

    /// <summary>Width of the audio vectors that go in: that of the audio encoder, or 0 when pictures alone are fused.</summary>
    public required int AudioWidth { get; init; }

    /// <summary>Numbers that the graph remembers of a video, 1 to 65536.</summary>
    public required int StateWidth { get; init; }

    /// <summary>Input <c>float [N, S, Dv]</c>; absent when <see cref="VisualWidth"/> is 0.</summary>
    public string VisualInput { get; init; } = "visual";

    /// <summary>Input <c>float [N, S, Da]</c>; absent when <see cref="AudioWidth"/> is 0.</summary>
    public string AudioInput { get; init; } = "audio";

    /// <summary>Input <c>float [N, S]</c>, 1 where there is a picture; absent when <see cref="VisualWidth"/> is 0.</summary>
    public string VisualPresentInput { get; init; } = "visual_present";

    /// <summary>Input <c>float [N, S]</c>, 1 where there is sound; absent when <see cref="AudioWidth"/> is 0.</summary>
    public string AudioPresentInput { get; init; } = "audio_present";

    /// <summary>Input <c>int64 [N]</c>, how many of the S seconds count.</summary>
    public string SecondsInput { get; init; } = "seconds";

    /// <summary>Input <c>float [N, StateWidth]</c>.</summary>
    public string StateInput { get; init; } = "state";

    /// <summary>Output <c>float [N, S, D]</c>.</summary>
    public string SecondsOutput { get; init; } = "second_vectors";

    /// <summary>Output <c>float [N, D]</c>.</summary>
    public string PooledOutput { get; init; } = "pooled";

    /// <summary>Output <c>float [N, StateWidth]</c>.</summary>
    public string StateOutput { get; init; } = "next_state";
}

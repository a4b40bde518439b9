using Orleans.Concurrency;

namespace Orleans.Video.Encoders;

/// <summary>
/// One ONNX Runtime session on one device with a bounded queue and dynamic micro-batching. Key: <c>silo/device/modality/model set</c>
/// (see <see cref="EncoderKey"/>), which also places it.
/// </summary>
[Alias("orleans.video.IEncoderGrain")]
public interface IEncoderGrain : IGrainWithStringKey
{
    /// <summary>Encodes a batch, or answers at once that the queue is full.</summary>
    [Alias("Encode"), AlwaysInterleave]
    Task<EncodeReply> EncodeAsync(EncodeRequest request);

    /// <summary>Returns once the session is there and has run each size of batch, so that no request pays for it. Fails with why it cannot be made.</summary>
    [Alias("WarmUp"), AlwaysInterleave]
    Task WarmUpAsync();
}

/// <summary>What to encode.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.EncodeRequest")]
public abstract record EncodeRequest;

/// <summary>Clips of frames.</summary>
/// <param name="Clips"><c>uint8[Count, T, H, W, 3]</c>, RGB.</param>
/// <param name="Count">Clips in the batch.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.ClipBatch")]
public sealed record ClipBatch([property: Id(0)] ReadOnlyMemory<byte> Clips, [property: Id(1)] int Count) : EncodeRequest;

/// <summary>One-second pieces of sound.</summary>
/// <param name="Samples"><c>int16[Count, 16000]</c>, mono at 16 kHz.</param>
/// <param name="Count">Seconds in the batch.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.SoundBatch")]
public sealed record SoundBatch([property: Id(0)] ReadOnlyMemory<short> Samples, [property: Id(1)] int Count) : EncodeRequest;

/// <summary>One stretch of speech.</summary>
/// <param name="Samples"><c>int16[n]</c>, mono at 16 kHz, at most half a minute.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.Utterance")]
public sealed record Utterance([property: Id(0)] ReadOnlyMemory<short> Samples) : EncodeRequest;

/// <summary>Texts.</summary>
/// <param name="Texts">Each is one text; longer ones are cut by the encoder.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.TextBatch")]
public sealed record TextBatch([property: Id(0)] IReadOnlyList<string> Texts) : EncodeRequest;

/// <summary>The next seconds of one video for the streaming fusion.</summary>
/// <param name="Visual"><c>float[Seconds, Dv]</c>; zeros where absent. Empty when the set has no visual encoder.</param>
/// <param name="Audio"><c>float[Seconds, Da]</c>; zeros where absent.</param>
/// <param name="VideoPresent">A flag a second.</param>
/// <param name="AudioPresent">A flag a second.</param>
/// <param name="State">What the previous segment left; null for the first.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.FusionStep")]
public sealed record FusionStep(
    [property: Id(0)] float[] Visual,
    [property: Id(1)] float[] Audio,
    [property: Id(2)] bool[] VideoPresent,
    [property: Id(3)] bool[] AudioPresent,
    [property: Id(4)] float[]? State) : EncodeRequest;

/// <summary>An encoder's answer.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.EncodeReply")]
public sealed record EncodeReply
{
    /// <summary>Whether the queue was full: nothing was encoded, try again or elsewhere.</summary>
    [Id(0)] public bool Busy { get; init; }

    /// <summary><c>float[Count, Width]</c>, L2-normalised rows: a clip, a second of sound, a text's pooled vector, or a fused second; for speech the logits of each frame, as they are.</summary>
    [Id(1)] public float[] Vectors { get; init; } = [];

    /// <summary>Values in a row.</summary>
    [Id(2)] public int Width { get; init; }

    /// <summary>Fusion only: the vector of everything so far, <c>float[Width]</c>, L2-normalised.</summary>
    [Id(3)] public float[]? Pooled { get; init; }

    /// <summary>Fusion only: what the next segment needs.</summary>
    [Id(4)] public float[]? State { get; init; }
}

using System.Buffers;
using Orleans.Video.Encoders;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Runs the requests of a batch through one encoder and gives each its own rows back. Called by one thread at a time.</summary>
internal abstract class EncoderEngine : IDisposable
{
    /// <summary>Makes the engine of a modality; throws <see cref="ModelSetException"/> when the set lacks it.</summary>
    public static EncoderEngine Create(ModelSet set, string modality, InferenceDevice device) => modality switch
    {
        Modality.Visual => new VisualEngine(new VisualEncoder(set, device)),
        Modality.Audio => new AudioEngine(new AudioEncoder(set, device)),
        Modality.Text => new TextEngine(new TextEncoder(set, device)),
        Modality.Fusion => new FusionEngine(new FusionEncoder(set, device), set.Manifest.Fusion!),
        Modality.Speech => new SpeechEngine(new SpeechEncoder(set, device)),
        _ => throw new ArgumentException($"there is no encoder of modality '{modality}'", nameof(modality)),
    };

    /// <summary>How many items a request adds to a batch.</summary>
    public abstract int CountOf(EncodeRequest request);

    /// <summary>Encodes a batch; the replies are in the order of the requests.</summary>
    public abstract EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch);

    /// <summary>A batch of so many items to warm up with; empty: this engine needs none beyond being made.</summary>
    public virtual IReadOnlyList<EncodeRequest> WarmUpBatch(int items) => [];

    /// <summary>
    /// Runs each size of batch once, so that no first request pays for what ONNX Runtime prepares for a size: memory, and on CUDA the choice of
    /// kernels. The sizes are the powers of two and the largest: a batch in between finds the memory of the next one.
    /// </summary>
    /// <exception cref="ModelSetException">A batch of a size cannot be run.</exception>
    public void WarmUp(int largestBatch)
    {
        for (var items = 1; ; items = Math.Min(2 * items, largestBatch))
        {
            if (WarmUpBatch(items) is { Count: > 0 } batch) Run(batch);
            if (items == largestBatch) return;
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    private static EncodeReply[] Split(IReadOnlyList<EncodeRequest> batch, Func<EncodeRequest, int> countOf, ReadOnlySpan<float> rows, int width)
    {
        var replies = new EncodeReply[batch.Count];
        for (int i = 0, row = 0; i < replies.Length; i++)
        {
            var count = countOf(batch[i]);
            replies[i] = new EncodeReply { Vectors = rows.Slice(row * width, count * width).ToArray(), Width = width };
            row += count;
        }

        return replies;
    }

    // Joins the requests' inputs, encodes them in one run and splits the rows; a batch of one request is encoded where it lies.
    private static EncodeReply[] RunJoined<TRequest, T>(
        IReadOnlyList<EncodeRequest> batch, Func<TRequest, ReadOnlyMemory<T>> inputOf, Func<EncodeRequest, int> countOf, int width, Action<ReadOnlySpan<T>, int, Span<float>> encode)
        where TRequest : EncodeRequest
    {
        var count = batch.Sum(countOf);
        var rows = ArrayPool<float>.Shared.Rent(count * width);
        T[]? joined = null;
        try
        {
            ReadOnlySpan<T> input;
            if (batch.Count == 1)
            {
                input = inputOf((TRequest)batch[0]).Span;
            }
            else
            {
                var length = batch.Sum(request => inputOf((TRequest)request).Length);
                joined = ArrayPool<T>.Shared.Rent(length);
                var at = 0;
                foreach (var request in batch)
                {
                    var part = inputOf((TRequest)request).Span;
                    part.CopyTo(joined.AsSpan(at));
                    at += part.Length;
                }

                input = joined.AsSpan(0, length);
            }

            encode(input, count, rows.AsSpan(0, count * width));
            return Split(batch, countOf, rows, width);
        }
        finally
        {
            if (joined is not null) ArrayPool<T>.Shared.Return(joined);
            ArrayPool<float>.Shared.Return(rows);
        }
    }

    private sealed class VisualEngine(VisualEncoder encoder) : EncoderEngine
    {
        public override int CountOf(EncodeRequest request) => ((ClipBatch)request).Count;

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch) =>
            RunJoined<ClipBatch, byte>(batch, clips => clips.Clips, CountOf, encoder.Width, encoder.Encode);

        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items) => [new ClipBatch(new byte[items * encoder.ClipLength], items)];

        public override void Dispose() => encoder.Dispose();
    }

    private sealed class AudioEngine(AudioEncoder encoder) : EncoderEngine
    {
        public override int CountOf(EncodeRequest request) => ((SoundBatch)request).Count;

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch) =>
            RunJoined<SoundBatch, short>(batch, sound => sound.Samples, CountOf, encoder.Width, encoder.Encode);

        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items) => [new SoundBatch(new short[items * encoder.SampleRate], items)];

        public override void Dispose() => encoder.Dispose();
    }

    private sealed class TextEngine(TextEncoder encoder) : EncoderEngine
    {
        public override int CountOf(EncodeRequest request) => ((TextBatch)request).Texts.Count;

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch)
        {
            var texts = batch.SelectMany(request => ((TextBatch)request).Texts).ToArray();
            var encodings = encoder.Encode(texts);
            return Split(batch, CountOf, encodings.SelectMany(encoding => encoding.Pooled).ToArray(), encoder.Width);
        }

        // Words enough for the longest text that the encoder takes.
        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items) =>
            [new TextBatch([.. Enumerable.Repeat(string.Join(' ', Enumerable.Repeat("word", encoder.MaxTokens)), items)])];

        public override void Dispose() => encoder.Dispose();
    }

    private sealed class SpeechEngine(SpeechEncoder encoder) : EncoderEngine
    {
        // What a run costs goes by its windows.
        public override int CountOf(EncodeRequest request) => Math.Max(1, encoder.WindowsOf(((Utterance)request).Samples.Length));

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch) =>
            [.. encoder.Encode([.. batch.Select(request => ((Utterance)request).Samples)]).Select(logits => new EncodeReply { Vectors = logits, Width = encoder.Width })];

        // Lengths differ from stretch to stretch: only whole windows are always alike.
        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items) => items == 1 ? [new Utterance(new short[encoder.WindowSamples])] : [];

        public override void Dispose() => encoder.Dispose();
    }

    private sealed class FusionEngine(FusionEncoder encoder, FusionSpec spec) : EncoderEngine
    {
        public override int CountOf(EncodeRequest request) => 1;

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch)
        {
            var inputs = batch.Cast<FusionStep>().Select(step => new FusionInput
            {
                Visual = step.Visual,
                Audio = step.Audio,
                VideoPresent = step.VideoPresent,
                AudioPresent = step.AudioPresent,
                Seconds = step.VideoPresent.Length,
                State = step.State is null ? encoder.NewState() : new FusionState(step.State),
            }).ToArray();
            return [.. encoder.Encode(inputs).Select(output => new EncodeReply
            {
                Vectors = output.Seconds, Width = encoder.Width, Pooled = output.Pooled, State = output.Next.Values,
            })];
        }

        public override IReadOnlyList<EncodeRequest> WarmUpBatch(int items)
        {
            var present = Enumerable.Repeat(true, encoder.SecondsPerStep).ToArray();
            var step = new FusionStep(
                spec.VisualWidth > 0 ? new float[present.Length * spec.VisualWidth] : [],
                spec.AudioWidth > 0 ? new float[present.Length * spec.AudioWidth] : [],
                present,
                present,
                null);
            return [.. Enumerable.Repeat(step, items)];
        }

        public override void Dispose() => encoder.Dispose();
    }
}

using System.Threading.Channels;

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>
/// PocketSphinx behind a bounded queue: threads of its own, each with a decoder of its own, so that native work that takes seconds holds neither the thread
/// pool nor a grain's scheduler. A decoder is loaded by its thread at the first work that it takes.
/// </summary>
public sealed class SphinxRecogniser : ISpeechRecogniser, IAsyncDisposable
{
    private readonly SphinxModel _model;
    private readonly Channel<Work> _queue;
    private readonly Task[] _ended;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Stretches of speech that are recognised at a time, 1 to 256.</param>
    /// <param name="model">What it listens with; null is <see cref="SphinxModel.EnglishUs"/>.</param>
    public SphinxRecogniser(int threads, SphinxModel? model = null)
    {
        if (threads is < 1 or > 256) throw new ArgumentOutOfRangeException(nameof(threads), threads, "must be 1 to 256");
        _model = model ?? SphinxModel.EnglishUs;
        // Who asks waits for room: as much as the threads do next lies ready, and no more.
        _queue = Channel.CreateBounded<Work>(2 * threads);
        _ended = [.. Enumerable.Range(0, threads).Select(StartThread)];
    }

    /// <inheritdoc/>
    public string Engine => "pocketsphinx";

    /// <inheritdoc/>
    public string Model => _model.Name;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecognisedWord>> RecogniseAsync(ReadOnlyMemory<short> samples, IReadOnlyList<string> hotWords, CancellationToken cancellationToken)
    {
        var work = new Work(samples, cancellationToken);
        await _queue.Writer.WriteAsync(work, cancellationToken);
        return await work.Done.Task;
    }

    /// <summary>Finishes what runs, turns away what waits, and frees the decoders.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out var work)) work.Done.TrySetException(new ObjectDisposedException(nameof(SphinxRecogniser)));
        await Task.WhenAll(_ended);
    }

    private Task StartThread(int number)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try { Run(); }
            finally { ended.TrySetResult(); }
        })
        { IsBackground = true, Name = $"pocketsphinx {number}" }.Start();
        return ended.Task;
    }

    private void Run()
    {
        SphinxDecoder? decoder = null;
        try
        {
            // This thread has nothing else to do than to wait.
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                while (_queue.Reader.TryRead(out var work)) decoder = Do(work, decoder);
        }
        finally
        {
            decoder?.Dispose();
        }
    }

    private SphinxDecoder? Do(Work work, SphinxDecoder? decoder)
    {
        try
        {
            work.Cancellation.ThrowIfCancellationRequested();
            decoder ??= new SphinxDecoder(_model);
            work.Done.TrySetResult(decoder.Recognise(work.Samples.Span, work.Cancellation));
            return decoder;
        }
        catch (OperationCanceledException)
        {
            work.Done.TrySetCanceled(work.Cancellation);
            return decoder;
        }
        catch (Exception exception)
        {
            // Whatever state it left the decoder in: the next work finds a new one.
            work.Done.TrySetException(exception);
            decoder?.Dispose();
            return null;
        }
    }

    private sealed record Work(ReadOnlyMemory<short> Samples, CancellationToken Cancellation)
    {
        public TaskCompletionSource<IReadOnlyList<RecognisedWord>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

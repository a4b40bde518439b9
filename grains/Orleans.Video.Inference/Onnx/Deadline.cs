namespace Orleans.Video.Inference.Onnx;

/// <summary>Stops a native call that takes too long. Once disposed it touches nothing any more, even where its time runs out at that very moment.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Action _stop;
    private readonly ITimer _timer;
    private bool _over;

    /// <summary>Calls <paramref name="stop"/> after <paramref name="patience"/> unless disposed before.</summary>
    public Deadline(TimeProvider time, TimeSpan patience, Action stop)
    {
        _stop = stop;
        _timer = time.CreateTimer(static state => ((Deadline)state!).Pass(), this, patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the time ran out.</summary>
    public bool Passed { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _over = true;
        _timer.Dispose();
    }

    private void Pass()
    {
        lock (_gate)
        {
            if (_over) return;
            Passed = true;
            _stop();
        }
    }
}

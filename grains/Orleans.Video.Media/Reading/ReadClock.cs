namespace Orleans.Video.Media.Reading;

/// <summary>
/// Bounds the time that a read waits for its decoder: a fixed allowance and a share for every second decoded. It stands still while
/// the encoders hold the read up, because that is not the file's fault.
/// </summary>
internal sealed class ReadClock : IDisposable
{
    private readonly MediaOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _expired = new();
    private readonly ITimer _timer;
    private TimeSpan _used;
    private long _resumed;
    private double _decoded;

    public ReadClock(MediaOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _timer = time.CreateTimer(static state => ((ReadClock)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Resume();
    }

    public CancellationToken Expired => _expired.Token;

    public void Pause()
    {
        _used += _time.GetElapsedTime(_resumed);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Resume()
    {
        _resumed = _time.GetTimestamp();
        var left = _options.WallClockAllowance + TimeSpan.FromSeconds(_decoded * _options.WallClockPerMediaTime) - _used;
        // Timers take at most 49 days; a read that long is renewed at its next segment.
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(40) ? TimeSpan.FromDays(40) : left;
        _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes how far the decoder came, in seconds of media.</summary>
    public void Reached(double second)
    {
        if (second < _decoded + 1) return;
        _decoded = second;
        Pause();
        Resume();
    }

    private void Expire()
    {
        try
        {
            _expired.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The read ended at the same moment.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _expired.Dispose();
    }
}

using System.Diagnostics;

namespace Orleans.Video.Media.Children;

/// <summary>A running child. Disposing kills it, if it still runs, and waits until it is reaped.</summary>
internal sealed class MediaChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StderrTail _tail = new();
    private readonly Task _draining;
    private readonly Action<MediaChild> _gone;
    private int _disposed;

    public MediaChild(Process process, Action<MediaChild> gone, bool isFed)
    {
        _process = process;
        _gone = gone;
        Id = process.Id;
        Output = process.StandardOutput.BaseStream;
        PipeSize.Widen(Output);
        if (isFed) PipeSize.Widen(Input);
        else process.StandardInput.Close();
        _draining = _tail.DrainAsync(process.StandardError.BaseStream);
    }

    public int Id { get; }

    public Stream Output { get; }

    /// <summary>What it reads, where it is fed; closing it is the end of the file.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>The last of what it said; complete after <see cref="WaitAsync"/>.</summary>
    public string Said => _tail.ToString();

    /// <summary>Waits for the end; 128 and more is the signal that ended it.</summary>
    public async Task<int> WaitAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        await _draining.WaitAsync(ct);
        return _process.ExitCode;
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _draining;
        _process.Dispose();
        _gone(this);
    }
}

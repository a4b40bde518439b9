using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Opening;

/// <summary>Media whose bytes this process holds open. Children read them through the open descriptor, so no name, extension or link matters any more.</summary>
public sealed class OpenedMedia : IAsyncDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly IAsyncDisposable? _owner;
    private readonly FileStamp _stamp;

    internal OpenedMedia(string name, SafeFileHandle handle, string? identity, IAsyncDisposable? owner)
    {
        Name = name;
        _handle = handle;
        _owner = owner;
        _stamp = LinuxFile.Stat(handle);
        Length = _stamp.Length;
        Identity = identity ?? _stamp.ToString();
    }

    /// <summary>What ffmpeg opens: <c>file:/proc/PID/fd/N</c>.</summary>
    public string InputPath => $"file:/proc/{Environment.ProcessId}/fd/{_handle.DangerousGetHandle()}";

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>What must be equal for a read to go on where another one stopped: length, change time and inode of a file, or the SHA-256 of what was downloaded.</summary>
    public string Identity { get; }

    /// <summary>The name for messages, without secrets.</summary>
    public string Name { get; }

    internal SafeFileHandle Handle => _handle;

    /// <summary>Keeps the descriptor's number from being given to another file while children use it.</summary>
    internal IDisposable Hold() => new Holding(_handle);

    internal bool HasChanged => LinuxFile.Stat(_handle) != _stamp;

    /// <summary>Closes the file; a staged download is gone with it.</summary>
    public async ValueTask DisposeAsync()
    {
        _handle.Dispose();
        if (_owner is not null) await _owner.DisposeAsync();
    }

    private sealed class Holding : IDisposable
    {
        private readonly SafeFileHandle _handle;
        private readonly bool _added;

        public Holding(SafeFileHandle handle)
        {
            _handle = handle;
            handle.DangerousAddRef(ref _added);
        }

        public void Dispose()
        {
            if (_added) _handle.DangerousRelease();
        }
    }
}

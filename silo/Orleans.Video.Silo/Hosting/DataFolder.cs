using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Silo.Hosting;

/// <summary>The data folder of a running silo, which no other process has at the same time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Objects => System.IO.Path.Combine(Path, SiloStore.Folder);

    public string Staging => System.IO.Path.Combine(Path, "staging");

    /// <exception cref="VideoSiloOptionsException">The folder cannot be made or written, or another silo has it.</exception>
    public static DataFolder Open(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var option = $"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.DataFolder)}";
        try
        {
            Directory.CreateDirectory(path);
            Directory.CreateDirectory(System.IO.Path.Combine(path, "staging"));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new VideoSiloOptionsException($"{option} {path} cannot be made ({cause.Message}): name a folder that you may write");
        }

        var file = System.IO.Path.Combine(path, ".silo.lock");
        try
        {
            // Held open, so that the lock goes with the process however it ends. The file stays: deleting it would let two processes lock two files.
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new VideoSiloOptionsException($"{option} {path} cannot be written ({cause.Message}): name a folder that you may write");
        }
        catch (IOException)
        {
            var owner = ServerFile.TryRead(path) is { } server ? $"by process {server.Pid}, which answers at {server.Address}" : "by another silo";
            throw new VideoSiloOptionsException($"{option} {path} is in use {owner}: stop that one, talk to it, or name another folder");
        }
    }

    public void Dispose() => _lock.Dispose();
}

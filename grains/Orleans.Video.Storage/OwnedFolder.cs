using System.Runtime.InteropServices;

namespace Orleans.Video.Storage;

/// <summary>Files and folders as the store makes them: readable by their owner alone, and brought to the disk.</summary>
internal static partial class OwnedFolder
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x64 and arm64

    /// <summary>Makes a folder unless it is there.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file for writing, unbuffered.</summary>
    public static FileStream OpenFile(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Brings a folder's entries to the disk: without it a power cut may undo a rename or a delete. </summary>
    public static void Flush(string path)
    {
        // .NET opens no folders. Elsewhere than on Linux the file system's own order has to do.
        if (!OperatingSystem.IsLinux()) return;
        var folder = Open(path, ReadOnlyCloseOnExec);
        if (folder < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            // Emptied and taken away by another delete: that it is gone must be on the disk, or a power cut would bring its files back.
            if (error == FileFailure.NoSuchEntry && Path.GetDirectoryName(path) is { } parent) Flush(parent);
            else throw FileFailure.OfErrno(error, path);
            return;
        }

        try
        {
            if (Sync(folder) < 0 && Marshal.GetLastPInvokeError() is var error and not FileFailure.InvalidArgument)
                throw FileFailure.OfErrno(error, path);
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

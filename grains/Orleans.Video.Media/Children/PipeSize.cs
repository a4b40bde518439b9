using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Orleans.Video.Media.Children;

/// <summary>Makes a child's pipe hold more than the kernel's 64 KiB, so that reader and writer wake each other less often.</summary>
internal static partial class PipeSize
{
    // What an unprivileged process may ask for unless the administrator says otherwise (/proc/sys/fs/pipe-max-size).
    private const int Bytes = 1 << 20;
    private const int SetPipeSize = 1031;

    /// <summary>Widens the pipe; where that is not allowed it stays as it is, which only costs time.</summary>
    public static void Widen(Stream output)
    {
        if (output is PipeStream { SafePipeHandle: { IsInvalid: false } handle }) _ = Fcntl(handle, SetPipeSize, Bytes);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(SafeHandle pipe, int command, int argument);
}

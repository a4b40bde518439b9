using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Opening;

/// <summary>What identifies a file's content without reading it.</summary>
internal readonly record struct FileStamp(long Length, long ModifiedSeconds, uint ModifiedNanoseconds, ulong Inode, bool IsRegular)
{
    public override string ToString() => $"file:{Length}:{ModifiedSeconds}.{ModifiedNanoseconds:D9}:{Inode}";
}

/// <summary>The few system calls for which the base library has no equal.</summary>
internal static partial class LinuxFile
{
    private const int OpenPath = 0x200000, OpenCloseOnExec = 0x80000;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasicStats = 0x7ff;
    private const int TypeMask = 0xF000, RegularFile = 0x8000;

    public const int NoEntry = 2, NoAccess = 13, NotADirectory = 20, NameTooLong = 36, TooManyLinks = 40;

    /// <summary>A handle that names what is at a path without opening it: no device reacts, no FIFO blocks.</summary>
    /// <exception cref="Win32Exception">With the error number, when there is nothing or it may not be looked up.</exception>
    public static SafeFileHandle OpenWithoutReading(string path)
    {
        var handle = Open(path, OpenPath | OpenCloseOnExec, 0);
        if (!handle.IsInvalid) return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new Win32Exception(error);
    }

    /// <summary>The path of an open file after all links, as the kernel knows it.</summary>
    public static string RealPath(SafeFileHandle handle) =>
        new FileInfo(DescriptorPath(handle)).LinkTarget ?? throw new IOException("the kernel does not name an open file: is /proc mounted?");

    /// <summary>Opens for reading the very file that a handle names.</summary>
    public static SafeFileHandle Reopen(SafeFileHandle handle) =>
        File.OpenHandle(DescriptorPath(handle), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public static FileStamp Stat(SafeFileHandle handle)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (Statx(handle, "", AtEmptyPath, StatxBasicStats, buffer) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
        return new FileStamp(
            (long)Read64(buffer, 40),
            (long)Read64(buffer, 112),
            MemoryMarshal.Read<uint>(buffer[120..]),
            Read64(buffer, 32),
            (MemoryMarshal.Read<ushort>(buffer[28..]) & TypeMask) == RegularFile);
    }

    private static string DescriptorPath(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    private static ulong Read64(ReadOnlySpan<byte> buffer, int at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(buffer[at..]) : BinaryPrimitives.ReadUInt64BigEndian(buffer[at..]);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle handle, string path, int flags, uint mask, Span<byte> buffer);
}

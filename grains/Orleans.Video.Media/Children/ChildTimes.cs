using System.Runtime.InteropServices;

namespace Orleans.Video.Media.Children;

/// <summary>Processor time of the children that this process has reaped, as the kernel counts it.</summary>
internal static partial class ChildTimes
{
    private const int Children = -1;

    public static TimeSpan Total()
    {
        // struct rusage: user and system time as two pairs of seconds and microseconds, then 14 longs.
        Span<long> usage = stackalloc long[18];
        if (GetUsage(Children, usage) != 0) return TimeSpan.Zero;
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, Span<long> usage);
}

using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Orleans.Video.Media.Children;

/// <summary>
/// Lowers the calling thread for good. Linux keeps niceness and the promise of no new privileges a thread, not a process, and a child
/// inherits both from the thread that forked it, so that they are in force before its first instruction.
/// </summary>
internal static partial class ThreadRights
{
    private const int OfProcess = 0, Self = 0;
    private const int SetNoNewPrivileges = 38;

    /// <summary>Gives up set-user-id programs, and adds to the niceness.</summary>
    /// <exception cref="Win32Exception">The kernel refuses.</exception>
    public static void Lower(int nice)
    {
        if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0) throw Refused();
        // -1 is a niceness too: only the error number tells a failure.
        var own = GetPriority(OfProcess, Self);
        if (own == -1 && Marshal.GetLastPInvokeError() != 0) throw Refused();
        if (SetPriority(OfProcess, Self, own + nice) != 0) throw Refused();
    }

    private static Win32Exception Refused() => new(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int priority);
}

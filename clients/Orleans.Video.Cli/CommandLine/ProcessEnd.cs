using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>
/// Ends the process this very moment: no handlers, no threads that go on meanwhile. Its media children end with it, since the kernel kills them
/// when their parent is gone.
/// </summary>
internal static partial class ProcessEnd
{
    [DoesNotReturn]
    public static void Now(int code)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        EndNow(code);
        throw new InvalidOperationException("the process goes on after its end");
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndNow(int code);
}

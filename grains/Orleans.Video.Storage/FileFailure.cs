using System.Runtime.InteropServices;

namespace Orleans.Video.Storage;

/// <summary>What the disk reports, in words that name the object, the cause and the remedy. Numbers are Linux's errno, which .NET passes on as HResult.</summary>
internal static class FileFailure
{
    public const int NoSuchEntry = 2;
    public const int InvalidArgument = 22;

    private const int IoError = 5;
    private const int WouldBlock = 11;
    private const int TooManyOpenFiles = 24;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int OverQuota = 122;

    /// <summary>Whether the disk is to blame, and nobody has said so yet.</summary>
    public static bool IsOfDisk(Exception e) =>
        e is (IOException or UnauthorizedAccessException) and not (ObjectStoreException or ObjectConflictException or ObjectTooLargeException);

    /// <summary>Does work on an object, and says what the disk reported in words of its own.</summary>
    public static T Guarded<T>(string verb, string name, Func<T> work)
    {
        try { return work(); }
        catch (Exception e) when (IsOfDisk(e)) { throw Of(e, verb, name); }
    }

    public static bool IsSharingViolation(IOException e) => e.HResult is WouldBlock or unchecked((int)0x80070020);

    public static IOException OfErrno(int error, string path) => new($"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'", error);

    /// <param name="e">What was caught.</param>
    /// <param name="verb">What was tried.</param>
    /// <param name="name">The object, or the root.</param>
    public static ObjectStoreException Of(Exception e, string verb, string name)
    {
        var isDiskFull = e.HResult is NoSpace or OverQuota;
        var reason = e switch
        {
            { HResult: NoSpace } => "no space left on the disk of the data folder: free some, or name a folder on another disk with --data",
            { HResult: OverQuota } => "the disk quota is used up: free some space, have it raised, or name a folder on another disk with --data",
            { HResult: ReadOnlyFileSystem } => "the disk of the data folder is read-only: remount it for writing, or name another folder with --data",
            { HResult: IoError } => "the disk reports an input/output error: look into the system log, and move the data to a sound disk",
            { HResult: TooManyOpenFiles } => "too many files are open: raise the limit (ulimit -n)",
            UnauthorizedAccessException => $"access was denied ({e.Message}): give the data folder to the user who runs this",
            _ => $"{e.Message}: look after the data folder's disk and try again",
        };
        return new($"could not {verb} '{name}': {reason}", name, isDiskFull, e);
    }
}

using Microsoft.ML.OnnxRuntime;

namespace Orleans.Video.Inference.Onnx;

/// <summary>
/// The one arena with a limit that CPU sessions of this process may share. ONNX Runtime knows no limit of one session's own arena on the
/// CPU: a limited one is registered with its environment, which has room for one of a kind. It is there while a session holds it.
/// </summary>
internal sealed class CpuArena : IDisposable
{
    /// <summary>What the runtime's own field can carry.</summary>
    public const long LargestLimit = uint.MaxValue;

    // Grow by what was asked for rather than by doubling: doubling would reach the limit with half of it unused, and what is extended so is never given back.
    private const int ExtendAsRequested = 1;
    private const int Default = -1;

    private static readonly Lock Gate = new();
    private static OrtMemoryInfo? _place;
    private static long _limit;
    private static int _holders;

    private int _released;

    private CpuArena()
    {
    }

    /// <summary>Holds the arena, made when nobody does; dispose to let go.</summary>
    /// <exception cref="InvalidOperationException">Sessions with another limit hold it.</exception>
    public static CpuArena Hold(long limit)
    {
        lock (Gate)
        {
            if (_holders > 0 && _limit != limit)
                throw new InvalidOperationException($"the arena that the CPU sessions of this process share has a limit of {_limit} bytes already, and {limit} were asked for: give all of them the same");
            if (_holders == 0) Make(limit);
            _holders++;
            return new CpuArena();
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0) return;
        lock (Gate)
        {
            if (--_holders > 0) return;
            OrtEnv.Instance().UnregisterAllocator(_place!);
            _place!.Dispose();
            _place = null;
        }
    }

    private static void Make(long limit)
    {
        var place = new OrtMemoryInfo(OrtMemoryInfo.DefaultInstance.Name, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        try
        {
            using var settings = new OrtArenaCfg((uint)limit, ExtendAsRequested, Default, Default);
            OrtEnv.Instance().CreateAndRegisterAllocator(place, settings);
        }
        catch
        {
            place.Dispose();
            throw;
        }

        (_place, _limit) = (place, limit);
    }
}

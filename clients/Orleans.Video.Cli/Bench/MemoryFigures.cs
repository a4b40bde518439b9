
namespace Orleans.Video.Cli.Bench;

/// <summary>What one run with one video needed.</summary>
/// <param name="MediaSeconds">The video's length.</param>
/// <param name="WallSeconds">From the submission until it was ready.</param>
/// <param name="PeakBytes">The greatest resident memory of the process (VmHWM).</param>
internal sealed record MemoryRun(double MediaSeconds, double WallSeconds, long PeakBytes);

/// <summary>What <c>bench memory</c> measured.</summary>
/// <param name="Short">The run with the short video.</param>
/// <param name="Long">The run with the long one.</param>
/// <param name="ModelSet">The model set.</param>
internal sealed record MemoryFigures(MemoryRun Short, MemoryRun Long, string ModelSet)
{
    /// <summary>How much more the long video needed.</summary>
    public long DifferenceBytes => Long.PeakBytes - Short.PeakBytes;
}

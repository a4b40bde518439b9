using System.Globalization;
using System.Runtime;

namespace Orleans.Video.Cli.Bench;

/// <summary>CPU time of this process, and of the whole machine, at one moment.</summary>
/// <param name="Process">Seconds that this process has used, on all its threads.</param>
/// <param name="Machine">Seconds that all processes of the machine have used, the kernel included; null where it does not say.</param>
/// <param name="Jit">Seconds that this process has spent on compiling its own code.</param>
/// <param name="Pauses">Seconds that garbage collection has held this process up.</param>
internal readonly record struct MachineClock(double Process, double? Machine, double Jit, double Pauses)
{
    // USER_HZ: fixed at 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    public static MachineClock Read() => new(
        Environment.CpuUsage.TotalTime.TotalSeconds, ReadMachine(), JitInfo.GetCompilationTime().TotalSeconds, GC.GetTotalPauseDuration().TotalSeconds);

    /// <summary>What passed since an earlier moment.</summary>
    public MachineClock Since(MachineClock start) => new(Process - start.Process, Machine - start.Machine, Jit - start.Jit, Pauses - start.Pauses);

    // "cpu  user nice system idle iowait irq softirq steal …": everything but idle and iowait is work of this machine.
    private static double? ReadMachine()
    {
        try
        {
            var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TicksPerSecond;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or InvalidOperationException)
        {
            return null;
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Bench;

/// <summary><c>video bench memory-run PATH</c>: one video in a process of its own, which then says what it needed. <c>bench memory</c> runs it.</summary>
internal static class MemoryRunCommand
{
    public const string Name = "memory-run";

    public static Command Create(Surroundings surroundings)
    {
        var path = new Argument<string>("PATH") { Description = "The video" };
        var data = SiloOptions.CreateData();
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        return new Command(Name, "Reads one video and prints the peak memory of the process, as JSON.") { path, data, modelSet, models }
            .Hide()
            .Runs(surroundings, async (call, cancellation) =>
            {
                var file = surroundings.FullPath(call.Get(path));
                var folder = DataFolder.Resolve(surroundings, call.Get(data));
                var options = new VideoSiloOptions
                {
                    DataFolder = folder,
                    MediaRoots = [Path.GetDirectoryName(file)!],
                    ModelFolders = ModelLocations.ForSilo(surroundings, call.Get(models), folder),
                    ModelSet = call.Get(modelSet)!,
                };
                await using var connection = await SiloConnection.EmbedAsync(options, cancellation);
                var wall = Stopwatch.StartNew();
                var accepted = await connection.Client.SubmitAsync(new UploadRequest { Uri = file, Title = Path.GetFileName(file) }, cancellation);
                var status = await connection.Client.WaitUntilSettledAsync(accepted.Id, cancellation);
                if (status.State != VideoState.Ready) throw new CommandFailure($"{file} was not read: {status.Reason}");
                call.Output.Item(new MemoryRun(status.Seconds, wall.Elapsed.TotalSeconds, PeakMemory()));
                return CommandExit.Done;
            });
    }

    /// <summary>The greatest resident memory that this process has had, in bytes.</summary>
    private static long PeakMemory()
    {
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    private static Command Hide(this Command command)
    {
        command.Hidden = true;
        return command;
    }
}

using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Bench;

/// <summary><c>video bench</c>: how fast, and in how much memory.</summary>
internal static class BenchCommand
{
    public static Command Create(Surroundings surroundings) => new Command("bench", "Measures this machine: speed against what decoding and encoding alone need, and memory against length.")
    {
        BenchIngestCommand.Create(surroundings),
        BenchMemoryCommand.Create(surroundings),
        MemoryRunCommand.Create(surroundings),
    }.WithExamples("video bench ingest clips/ --repeat 3 --json", "video bench memory --short");
}

using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Learn;

/// <summary><c>video learn</c>: training.</summary>
internal static class LearnCommand
{
    public static Command Create(Surroundings surroundings) => new("learn", "Trains model sets.")
    {
        LearnStarterCommand.Create(surroundings),
        LearnSpeechCommand.Create(surroundings),
        LearnGdtCommand.Create(surroundings),
        LearnFusionCommand.Create(surroundings),
    };
}

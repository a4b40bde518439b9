using System.CommandLine;
using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Speech;

/// <summary><c>video speech</c>: recognisers of speech.</summary>
internal static class SpeechCommand
{
    public static Command Create(Surroundings surroundings) => new("speech", "Recognisers of speech.") { SpeechEvalCommand.Create(surroundings) };
}

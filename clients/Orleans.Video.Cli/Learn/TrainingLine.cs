using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Cli.Learn;

/// <summary>How training goes, as a bar that is written over itself on a terminal, and as a line from time to time elsewhere.</summary>
internal sealed class TrainingLine(CommandOutput output, Surroundings surroundings) : IProgress<TrainingProgress>
{
    private const int Bar = 24;
    private const int StepsPerLine = 200;

    public void Report(TrainingProgress value)
    {
        if (!output.ShowsProgress)
        {
            if (value.Step % StepsPerLine == 0 || value.Step == value.Steps) output.Note($"{value}");
            return;
        }

        var full = (int)(Bar * value.Step / value.Steps);
        surroundings.Error.Write($"\r{new string('━', full)}{new string('─', Bar - full)} {value}\u001b[K{(value.Step == value.Steps ? "\n" : "")}");
        surroundings.Error.Flush();
    }
}

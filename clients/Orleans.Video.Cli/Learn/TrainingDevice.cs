using System.CommandLine;

namespace Orleans.Video.Cli.Learn;

/// <summary>The options that say what a training runs on.</summary>
internal static class TrainingDevice
{
    public static Option<string> Name() => new("--device") { Description = "What it trains on: cpu:0, or cuda:N in a build for CUDA", HelpName = "NAME", DefaultValueFactory = _ => "cpu:0" };

    public static Option<int> Threads()
    {
        var threads = new Option<int>("--threads") { Description = "Threads of the processor", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024) result.AddError("--threads takes 1 to 1024");
        });
        return threads;
    }
}

using Orleans.Video.Cli;
using Orleans.Video.Cli.CommandLine;

using var stop = new StopSignal();
return await VideoCommandLine.RunAsync(args, Surroundings.OfProcess(), stop.Token);

using System.CommandLine;
using Microsoft.Extensions.Logging;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Up;

/// <summary><c>video up</c>: a silo with HTTP on a data folder, until it is told to stop.</summary>
internal static class UpCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var data = SiloOptions.CreateData();
        var urls = new Option<string[]>("--urls") { Description = "Addresses to listen on; may be given several times. Default: http://127.0.0.1:7080; port 0 takes a free one", HelpName = "URL" };
        var roots = new Option<string[]>("--media-root") { Description = "A folder below which local media may be read; may be given several times. Default: none", HelpName = "DIR" };
        var modelSet = SiloOptions.CreateModelSet();
        var models = SiloOptions.CreateModels();
        var keys = new Option<string?>("--api-key-file") { Description = "A file of keys, one a line, of which requests from other machines need one. Needed for any but loopback addresses", HelpName = "FILE" };
        var hosts = new Option<string[]>("--allowed-host") { Description = "A host name by which requests may call this server; may be given several times", HelpName = "NAME" };
        var privateAddresses = new Option<bool>("--allow-private-addresses") { Description = "Let https: media come from this machine and private networks" };
        var maxUpload = new Option<long?>("--max-upload-bytes") { Description = "The greatest size of one uploaded file. Default: 64 GiB", HelpName = "N" };
        var otlp = new Option<string?>("--otlp-endpoint") { Description = "Where traces and metrics go. Default: $OTEL_EXPORTER_OTLP_ENDPOINT, and nowhere without it", HelpName = "URL" };
        var logLevel = new Option<LogLevel?>("--log-level") { Description = "The least level that is logged, to the error stream. Default: Warning", HelpName = "LEVEL" };
        var command = new Command("up", "Runs a silo with HTTP on a data folder until it is stopped by Ctrl-C or SIGTERM. Options also come from the environment as VIDEO__NAME.")
        {
            data, urls, roots, modelSet, models, keys, hosts, privateAddresses, maxUpload, otlp, logLevel,
        };
        return command
            .WithExamples("video up --media-root /srv/videos", "video up --data ./data --urls http://127.0.0.1:0 --json", "video up --urls http://0.0.0.0:7080 --api-key-file keys.txt")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var options = SiloSettings.Read(surroundings, call.Get(data), call.Get(models));
                if (call.Has(urls)) options = options with { Urls = call.Get(urls)! };
                if (call.Has(roots)) options = options with { MediaRoots = [.. call.Get(roots)!.Select(surroundings.FullPath)] };
                if (call.Has(modelSet)) options = options with { ModelSet = call.Get(modelSet)! };
                if (call.Get(keys) is { Length: > 0 } keyFile) options = options with { ApiKeys = KeyFile.Read(surroundings.FullPath(keyFile)) };
                if (call.Has(hosts)) options = options with { AllowedHosts = call.Get(hosts)! };
                if (call.Get(privateAddresses)) options = options with { AllowPrivateAddresses = true };
                if (call.Get(maxUpload) is { } bytes) options = options with { MaxUploadBytes = bytes };
                if (call.Get(otlp) is { Length: > 0 } endpoint) options = options with { OtlpEndpoint = endpoint };
                if (call.Get(logLevel) is { } level) options = options with { LogLevel = level };

                await using var silo = await VideoSilo.StartAsync(options, SiloSettings.Quieten, cancellation);
                Announce(call.Output, silo, options);
                await silo.WaitForShutdownAsync(cancellation);
                call.Output.Note("stopped");
                return CommandExit.Done;
            });
    }

    private static void Announce(CommandOutput output, VideoSilo silo, VideoSiloOptions options)
    {
        if (output.Json)
        {
            output.Item(new { address = silo.Address, data = options.DataFolder, pid = Environment.ProcessId, instance = silo.Instance, modelSet = options.ModelSet, mediaRoots = options.MediaRoots });
            return;
        }

        output.Say($"[bold]Orleans.Video[/] answers at [link]{PlainText.Markup(silo.Address.ToString())}[/]");
        output.Say($"  data       {PlainText.Markup(options.DataFolder)}");
        output.Say($"  model set  {PlainText.Markup(options.ModelSet)}");
        output.Say($"  media      {(options.MediaRoots.Count == 0 ? "uploads and https: only (add folders by --media-root DIR)" : PlainText.Markup(string.Join(", ", options.MediaRoots)))}");
        output.Say("  stop       Ctrl-C");
    }
}

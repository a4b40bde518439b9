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
        var settings = new Option<string?>("--config") { Description = "A settings file in JSON. Default: appsettings.json in the data folder, where there is one", HelpName = "FILE" };
        var cluster = new Option<string?>("--cluster") { Description = "Join the cluster whose members this Redis lists. Its silos share one store: needs VIDEO__BLOBCONNECTIONSTRING", HelpName = "REDIS" };
        var clusterId = new Option<string?>("--cluster-id") { Description = "The cluster's name. Default: orleans-video", HelpName = "ID" };
        var advertise = new Option<string?>("--advertise") { Description = "The IP address at which the other silos reach this one. Default: the one by which this machine reaches Redis", HelpName = "ADDRESS" };
        var siloPort = new Option<int?>("--silo-port") { Description = "The port for the other silos; 0 takes a free one. Default: 11111", HelpName = "N" };
        var command = new Command("up", "Runs a silo with HTTP on a data folder, alone or in a cluster, until it is stopped by Ctrl-C or SIGTERM. Options also come from a settings file and from the environment as VIDEO__NAME.")
        {
            data, settings, urls, roots, modelSet, models, cluster, clusterId, advertise, siloPort, keys, hosts, privateAddresses, maxUpload, otlp, logLevel,
        };
        return command
            .WithExamples("video up --media-root /srv/videos", "video up --data ./data --urls http://127.0.0.1:0 --json", "video up --urls http://0.0.0.0:7080 --api-key-file keys.txt", "video up --cluster 10.0.0.5:6379 --config silo.json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var options = SiloSettings.Read(surroundings, call.Get(data), call.Get(models), call.Get(settings));
                if (call.Has(urls)) options = options with { Urls = call.Get(urls)! };
                if (call.Has(roots)) options = options with { MediaRoots = [.. call.Get(roots)!.Select(surroundings.FullPath)] };
                if (call.Has(modelSet)) options = options with { ModelSet = call.Get(modelSet)! };
                if (call.Get(keys) is { Length: > 0 } keyFile) options = options with { ApiKeys = KeyFile.Read(surroundings.FullPath(keyFile)) };
                if (call.Has(hosts)) options = options with { AllowedHosts = call.Get(hosts)! };
                if (call.Get(privateAddresses)) options = options with { AllowPrivateAddresses = true };
                if (call.Get(maxUpload) is { } bytes) options = options with { MaxUploadBytes = bytes };
                if (call.Get(otlp) is { Length: > 0 } endpoint) options = options with { OtlpEndpoint = endpoint };
                if (call.Get(logLevel) is { } level) options = options with { LogLevel = level };

                if (call.Get(cluster) is { Length: > 0 } redis) options = options with { Cluster = (options.Cluster ?? new VideoClusterOptions { Redis = redis }) with { Redis = redis } };
                if (call.Get(clusterId) is { } id) options = options with { Cluster = ClusterOf(options) with { ClusterId = id } };
                if (call.Get(advertise) is { } address) options = options with { Cluster = ClusterOf(options) with { AdvertisedAddress = address } };
                if (call.Get(siloPort) is { } port) options = options with { Cluster = ClusterOf(options) with { SiloPort = port } };

                try
                {
                    await using var silo = await VideoSilo.StartAsync(options, SiloSettings.Quieten, cancellation);
                    Announce(call.Output, silo, options);
                    await WaitAsync(silo, call.Output, cancellation);
                }
                catch (SiloEvictedException evicted)
                {
                    End(call.Output, evicted);
                }

                call.Output.Note("stopped");
                return CommandExit.Done;
            });
    }

    // Inside the silo's own block: disposing it would be a graceful goodbye, and it has no place left to say it in.
    private static async Task WaitAsync(VideoSilo silo, CommandOutput output, CancellationToken cancellation)
    {
        try
        {
            await silo.WaitForShutdownAsync(cancellation);
        }
        catch (SiloEvictedException evicted)
        {
            End(output, evicted);
        }
    }

    private static void End(CommandOutput output, SiloEvictedException evicted)
    {
        output.Failure("evicted", evicted.Message);
        ProcessEnd.Now(CommandExit.Failed);
    }

    private static VideoClusterOptions ClusterOf(VideoSiloOptions options) =>
        options.Cluster ?? throw new UsageFailure("--cluster-id, --advertise and --silo-port are for a silo of a cluster: add --cluster REDIS");

    private static void Announce(CommandOutput output, VideoSilo silo, VideoSiloOptions options)
    {
        if (output.Json)
        {
            output.Item(new { address = silo.Address, data = options.DataFolder, pid = Environment.ProcessId, instance = silo.Instance, silo = silo.Name, cluster = options.Cluster?.ClusterId, modelSet = options.ModelSet, mediaRoots = options.MediaRoots });
            return;
        }

        output.Say($"[bold]Orleans.Video[/] answers at [link]{PlainText.Markup(silo.Address.ToString())}[/]");
        output.Say($"  data       {PlainText.Markup(options.DataFolder)}");
        if (options.Cluster is { } cluster) output.Say($"  cluster    {PlainText.Markup(cluster.ClusterId)}, as silo {PlainText.Markup(silo.Name)}");
        output.Say($"  model set  {PlainText.Markup(options.ModelSet)}");
        output.Say($"  media      {(options.MediaRoots.Count == 0 ? "uploads and https: only (add folders by --media-root DIR)" : PlainText.Markup(string.Join(", ", options.MediaRoots)))}");
        output.Say("  stop       Ctrl-C");
    }
}

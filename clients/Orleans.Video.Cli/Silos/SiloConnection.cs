using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Client;
using Orleans.Video.Silo;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Cli.Silos;

/// <summary>A client and the silo behind it: a running one, or one inside this process that ends with it.</summary>
internal sealed class SiloConnection : IAsyncDisposable
{
    private readonly VideoSilo? _embedded;
    private readonly IReadOnlyList<string> _mediaRoots;

    private SiloConnection(VideoClient client, VideoSilo? embedded, IReadOnlyList<string> mediaRoots)
    {
        Client = client;
        _embedded = embedded;
        _mediaRoots = mediaRoots;
    }

    /// <summary>The one way to talk to a silo.</summary>
    public VideoClient Client { get; }

    /// <summary>Whether nothing goes on once this is disposed.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>Finds a silo as the options say, or starts one on the data folder.</summary>
    /// <param name="call">The command.</param>
    /// <param name="options">Its options.</param>
    /// <param name="mediaRoots">The folders below which a silo inside this process reads local files.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<SiloConnection> OpenAsync(CommandCall call, SiloOptions options, IReadOnlyList<string> mediaRoots, CancellationToken cancellation)
    {
        var key = options.ReadApiKey(call);
        var url = call.Get(options.Url) ?? (call.Has(options.Data) ? null : call.Surroundings.Variable("ORLEANS_VIDEO_URL"));
        if (!string.IsNullOrEmpty(url))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new UsageFailure($"\"{url}\" is not a silo's address: give one such as http://127.0.0.1:7080");
            return new SiloConnection(new VideoClient(address, key), null, []);
        }

        var settings = SiloSettings.Read(call.Surroundings, call.Get(options.Data), call.Get(options.Models));
        if (await RunningSilo.FindAsync(settings.DataFolder, cancellation) is { } running)
            return new SiloConnection(new VideoClient(running.Address, key), null, running.MediaRoots ?? []);

        if (settings.Cluster is not null)
            throw new CommandFailure($"no silo runs on {settings.DataFolder}, and its settings make it one of a cluster, which none joins for one command: start it by  {call.Surroundings.CommandName} up, or name a silo by --url");
        if (call.Has(options.ModelSet)) settings = settings with { ModelSet = call.Get(options.ModelSet)! };
        return await EmbedAsync(settings with { MediaRoots = [.. settings.MediaRoots, .. mediaRoots] }, cancellation);
    }

    /// <summary>Starts a silo inside this process on a free port of the loopback.</summary>
    public static async Task<SiloConnection> EmbedAsync(VideoSiloOptions options, CancellationToken cancellation)
    {
        var silo = await VideoSilo.StartAsync(options with { Urls = ["http://127.0.0.1:0"] }, SiloSettings.Silence, cancellation);
        return new SiloConnection(new VideoClient(silo.Address), silo, options.MediaRoots);
    }

    /// <summary>Whether the silo reads this file where it lies; otherwise it has to be sent.</summary>
    public bool Reaches(string file) => _mediaRoots.Any(root => IsBelow(file, root));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }

    private static bool IsBelow(string file, string root)
    {
        var relative = Path.GetRelativePath(root, file);
        return relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
    }
}

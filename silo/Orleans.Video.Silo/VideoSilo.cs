using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Devices;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Silo.Draining;
using Orleans.Video.Silo.Hosting;
using Orleans.Video.Streaming.Kafka.Configuration;

namespace Orleans.Video.Silo;

/// <summary>
/// A whole server in this process: one Orleans silo with the video pipeline, its store in a data folder or in Azure Blobs, and HTTP.
/// It takes nothing from the environment and no signals: the caller reads configuration (<see cref="VideoSiloConfiguration"/>) and stops it.
/// Being killed at any moment costs at most the segment in work.
/// </summary>
public sealed class VideoSilo : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DataFolder _folder;
    private readonly ServerFile _file;
    private readonly ClusterSeat? _seat;
    private readonly TimeSpan _shutdownTimeout;
    private int _stopped;

    private VideoSilo(WebApplication application, DataFolder folder, ServerFile file, ClusterSeat? seat, TimeSpan shutdownTimeout)
    {
        _application = application;
        _folder = folder;
        _file = file;
        _seat = seat;
        _shutdownTimeout = shutdownTimeout;
    }

    /// <summary>Where HTTP answers, with the port that was bound.</summary>
    public Uri Address => _file.Address;

    /// <summary>A random id of this start, which <c>/healthz</c> and <c>server.json</c> name.</summary>
    public string Instance => _file.Instance;

    /// <summary>The silo's own name among those of a cluster, as the logs of all of them have it: <c>S address:port:generation</c>.</summary>
    public string Name => Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString();

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Everything that the silo is made of.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts a silo; when it returns HTTP answers and <c>server.json</c> is there. What fails leaves nothing running.</summary>
    /// <param name="options">The options, checked first.</param>
    /// <param name="configure">Changes the host before it is built: further services, telemetry, logging.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="SiloEvictedException">The other silos declared this one dead while it started: the caller has to end the process at once.</exception>
    /// <exception cref="VideoSiloOptionsException">An option is wrong, the data folder is in use, or what a cluster needs does not answer or does not fit.</exception>
    public static async Task<VideoSilo> StartAsync(VideoSiloOptions options, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        VideoSiloOptionsValidator.Validate(options);
        var folder = DataFolder.Open(options.DataFolder);
        WebApplication? application = null;
        ClusterSeat? seat = null;
        try
        {
            if (options.Cluster is { } cluster) seat = await ClusterSeat.TakeAsync(cluster);
            var instance = Guid.NewGuid().ToString("N");
            application = SiloComposition.Build(options, folder, instance, seat, configure);
            CheckDevices(application.Services);
            await BeginModelSetsAsync(application.Services.GetRequiredService<ServingModelSets>(), cancellationToken);
            await application.Services.GetRequiredService<SharedSettings>().AgreeAsync(cancellationToken);
            await BindAsync(application, options, cancellationToken);
            var file = new ServerFile(AddressOf(application), Environment.ProcessId, instance, options.MediaRoots);
            file.Write(folder.Path);
            return new VideoSilo(application, folder, file, seat, options.ShutdownTimeout);
        }
        catch (SiloEvictedException)
        {
            // The process is about to end; nothing may be done in the cluster's name until then.
            throw;
        }
        catch
        {
            if (application is not null) await AbandonAsync(application);
            if (seat is not null) await seat.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Waits until the silo stops or <paramref name="cancellationToken"/> says that it should; then it is stopped gracefully.</summary>
    /// <exception cref="SiloEvictedException">The other silos have declared this one dead: the caller has to end the process at once.</exception>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken = default)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopping))
        await using (_application.Lifetime.ApplicationStopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), stopping))
        {
            var evicted = Services.GetRequiredService<EvictionHandler>().Evicted;
            if (await Task.WhenAny(stopping.Task, evicted) == evicted) throw new SiloEvictedException(await evicted);
        }

        await StopAsync(CancellationToken.None);
    }

    /// <summary>
    /// Says that it is not ready, lets the segments in work end, stops taking requests, leaves the cluster, whose other silos go on with its
    /// videos, and gives the data folder back; all within <see cref="VideoSiloOptions.ShutdownTimeout"/>. Once stopped, it does nothing.
    /// </summary>
    /// <param name="cancellationToken">Cuts short what still runs.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        try
        {
            _file.Delete(_folder.Path);
            using var limit = new CancellationTokenSource(_shutdownTimeout);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await Services.GetRequiredService<SiloDrain>().RunAsync(stop.Token);
            await _application.StopAsync(stop.Token);
            if (_seat is not null) Services.GetRequiredService<ILogger<VideoSilo>>().LogLeft();
        }
        finally
        {
            try
            {
                await _application.DisposeAsync();
            }
            finally
            {
                if (_seat is not null) await _seat.DisposeAsync();
                _folder.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task BindAsync(WebApplication application, VideoSiloOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var (starting, evicted) = (application.StartAsync(cancellationToken), application.Services.GetRequiredService<EvictionHandler>().Evicted);
            if (await Task.WhenAny(starting, evicted) == evicted) throw new SiloEvictedException(await evicted);
            await starting;
        }
        catch (IOException cause) when (cause.InnerException is AddressInUseException)
        {
            throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.Urls)} {string.Join(", ", options.Urls)} is in use by another program: stop that one, or take another port (0: any that is free)");
        }
        catch (KafkaLogException cause)
        {
            throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.Log)}:{cause.Message}");
        }
    }

    /// <summary>What started before something else failed is stopped again; how that goes must not hide the failure.</summary>
    private static async Task AbandonAsync(WebApplication application)
    {
        try
        {
            await application.StopAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            application.Services.GetRequiredService<ILogger<VideoSilo>>().LogAbandoned(exception);
        }

        await application.DisposeAsync();
    }

    /// <summary>A device that was named and is not there would fail every video.</summary>
    private static void CheckDevices(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<SiloDevices>();
        }
        catch (DeviceException cause)
        {
            throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{cause.Message}");
        }
    }

    /// <summary>A silo without its models could accept videos and never read one.</summary>
    private static async Task BeginModelSetsAsync(ServingModelSets models, CancellationToken cancellationToken)
    {
        try
        {
            await models.BeginAsync(cancellationToken);
        }
        catch (ModelSetException cause)
        {
            throw new VideoSiloOptionsException($"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.ModelSet)}: {cause.Message}");
        }
    }

    private static Uri AddressOf(WebApplication application)
    {
        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var address = new UriBuilder(bound);
        // Bound to every address: this machine reaches it by loopback.
        if (address.Host is "[::]" or "0.0.0.0") address.Host = "127.0.0.1";
        return address.Uri;
    }
}

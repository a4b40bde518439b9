using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace Orleans.Video.Silo.Hosting;

/// <summary>
/// A cluster of one silo, whose only client lives in the same process: nobody connects to it, so it opens no socket for Orleans, and any
/// number of them run on one machine at once.
/// </summary>
internal static class LoneSilo
{
    // Never bound; it only has to be a legal address, and the same for membership and for the silo itself.
    private static readonly IPEndPoint Name = new(IPAddress.Loopback, EndpointOptions.DEFAULT_SILO_PORT);

    /// <summary>To be called when Orleans has registered its own listeners.</summary>
    public static ISiloBuilder UseLoneSilo(this ISiloBuilder silo)
    {
        silo.UseDevelopmentClustering(Name);
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = "orleans-video";
            options.ServiceId = "orleans-video";
        });
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = Name.Address;
            options.SiloPort = Name.Port;
            options.GatewayPort = 0;
        });

        var keys = silo.Services.Where(service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)).Select(service => service.ServiceKey).ToArray();
        if (keys.Length == 0) throw new InvalidOperationException("Orleans registers its connection listeners in another way than this version knows");
        foreach (var key in keys) silo.Services.Replace(ServiceDescriptor.KeyedSingleton<IConnectionListenerFactory, SilentListenerFactory>(key));
        return silo;
    }

    private sealed class SilentListenerFactory : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IConnectionListener>(new SilentListener(endpoint));
    }

    /// <summary>Accepts nothing until it is unbound.</summary>
    private sealed class SilentListener(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => await _unbound.Task.WaitAsync(cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}

using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Orleans.Video.Silo.Configuration;

/// <summary>One address to listen on.</summary>
/// <param name="Host">The host as it was written: an address, <c>localhost</c> or <c>*</c>.</param>
/// <param name="Address">The address to bind; null: every one of the machine.</param>
/// <param name="Port">The port; 0: any that is free.</param>
internal sealed record ListenAddress(string Host, IPAddress? Address, int Port)
{
    private const string Shape = "give http://IP:PORT, with localhost or * for the IP where you like; for https put a reverse proxy in front";

    public bool IsLoopback => Address is not null && IPAddress.IsLoopback(Address);

    /// <exception cref="VideoSiloOptionsException">It is not an address to listen on.</exception>
    public static ListenAddress Parse(string url)
    {
        const string scheme = "http://";
        var option = $"{VideoSiloConfiguration.Section}:{nameof(VideoSiloOptions.Urls)}";
        if (!url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) throw new VideoSiloOptionsException($"{option} has {url}, which does not start with http://: {Shape}");
        var rest = url[scheme.Length..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(rest.AsSpan(colon + 1), out var port)) throw new VideoSiloOptionsException($"{option} has {url}, which has no port: {Shape}");
        var host = rest[..colon];
        return host.ToUpperInvariant() switch
        {
            "*" or "+" or "0.0.0.0" or "[::]" => new ListenAddress(host, null, port),
            "LOCALHOST" => new ListenAddress(host, IPAddress.Loopback, port),
            _ when IPAddress.TryParse(host, out var address) && (host.StartsWith('[') || host.Count(c => c == '.') == 3) => new ListenAddress(host, address, port),
            _ => throw new VideoSiloOptionsException($"{option} has {url}, whose host is not an IP address: {Shape}"),
        };
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        if (Address is null) kestrel.ListenAnyIP(Port);
        else kestrel.Listen(Address, Port);
    }
}

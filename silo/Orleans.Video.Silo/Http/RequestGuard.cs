using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans.Video.Silo.Configuration;

namespace Orleans.Video.Silo.Http;

/// <summary>
/// Decides who may ask at all, in this order: the name by which the server was called (against pages that rebind their own name to this
/// address), the key (for everything that does not come from this machine), and where a browser's write comes from.
/// </summary>
internal sealed class RequestGuard
{
    private static readonly string[] Open = ["/healthz", "/readyz"];

    private readonly RequestDelegate _next;
    private readonly byte[][] _keys;
    private readonly HashSet<string> _hosts;

    public RequestGuard(RequestDelegate next, VideoSiloOptions options)
    {
        _next = next;
        // Hashes are of one length, so that comparing them takes the same time whatever is given.
        _keys = [.. options.ApiKeys.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key)))];
        _hosts = new HashSet<string>(["localhost", .. options.AllowedHosts], StringComparer.OrdinalIgnoreCase);
        foreach (var url in options.Urls)
            if (ListenAddress.Parse(url) is { Address: not null } address) _hosts.Add(address.Host);
    }

    public Task InvokeAsync(HttpContext context)
    {
        CheckHost(context);
        CheckKey(context);
        CheckOrigin(context.Request);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return _next(context);
    }

    /// <summary>An IP address cannot be rebound, so the one that was connected to is as good as a configured name.</summary>
    private void CheckHost(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (_hosts.Contains(host)) return;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(context.Connection.LocalIpAddress) || address.Equals(context.Connection.LocalIpAddress?.MapToIPv4()))) return;
        throw Refusal.Forbidden($"this server does not go by the name {Told.Safely(host)}: call it by its address, or put the name into Video:AllowedHosts");
    }

    private void CheckKey(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count > 0)
        {
            // A key that is given must be right, even where none is needed: else a client finds out only when it moves.
            if (IsKnown(header.ToString())) return;
            throw Refusal.Unauthorized(_keys.Length == 0 ? "this server has no keys: leave the Authorization header out" : "this key is not known: send one of Video:ApiKeys as Authorization: Bearer KEY");
        }

        if (_keys.Length == 0 || IsLocal(context) || Open.Contains(context.Request.Path.Value)) return;
        throw Refusal.Unauthorized("a key is needed: send one of Video:ApiKeys as Authorization: Bearer KEY");
    }

    /// <summary>A reverse proxy on this machine speaks for others: what it forwards is not local.</summary>
    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For") && !context.Request.Headers.ContainsKey("Forwarded");

    private bool IsKnown(string header)
    {
        const string scheme = "Bearer ";
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var given = SHA256.HashData(Encoding.UTF8.GetBytes(header[scheme.Length..].Trim()));
        var known = false;
        foreach (var key in _keys) known |= CryptographicOperations.FixedTimeEquals(key, given);
        return known;
    }

    /// <summary>Browsers say where a request comes from; other programs do not, and are no danger to their user.</summary>
    private static void CheckOrigin(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return;
        var origin = request.Headers.Origin.ToString();
        var sameOrigin = origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!sameOrigin || site is "cross-site" or "same-site")
            throw Refusal.Forbidden($"a page of another site ({Told.Safely(origin.Length == 0 ? site : origin)}) may not change anything here");
    }
}

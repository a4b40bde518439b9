using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Video.Testing;

/// <summary>Stands before a blob server and can refuse a share of the calls, as a service does that is too busy, or be gone.</summary>
public sealed class BlobProxy : IAsyncDisposable
{
    private static readonly HashSet<string> Hop = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Host" };

    private readonly WebApplication _application;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Uri _behind;
    private readonly Random _random;
    private double _refusedShare;
    private volatile bool _gone;
    private int _refused;
    private int _broken;

    private BlobProxy(WebApplication application, Uri behind, int seed) => (_application, _behind, _random) = (application, behind, new Random(seed));

    /// <summary>What a client of <c>Azure.Storage.Blobs</c> connects with, to go through here.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Calls that were refused so far.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Calls whose connection was cut because the server was gone.</summary>
    public int Broken => Volatile.Read(ref _broken);

    /// <summary>Starts one before a server.</summary>
    /// <param name="connectionString">The server's own.</param>
    /// <param name="seed">Chooses which calls are refused.</param>
    public static async Task<BlobProxy> StartAsync(string connectionString, int seed)
    {
        var endpoint = new Uri(connectionString.Split("BlobEndpoint=")[1].TrimEnd(';'));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var application = builder.Build();
        var proxy = new BlobProxy(application, endpoint, seed);
        application.Run(proxy.ForwardAsync);
        await application.StartAsync();
        var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        proxy.ConnectionString = connectionString.Replace($"{endpoint.Host}:{endpoint.Port}", $"{bound.Host}:{bound.Port}", StringComparison.Ordinal);
        return proxy;
    }

    /// <summary>From now on refuses this share of the calls.</summary>
    public void Refuse(double share) => Volatile.Write(ref _refusedShare, share);

    /// <summary>From now on cuts every connection, or no longer.</summary>
    public void BeGone(bool gone) => _gone = gone;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (_gone)
        {
            Interlocked.Increment(ref _broken);
            context.Abort();
            return;
        }

        if (IsRefused())
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers["x-ms-error-code"] = "ServerBusy";
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{_behind.Scheme}://{_behind.Authority}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}");
        if (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (Hop.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (!Hop.Contains(name)) context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private bool IsRefused()
    {
        lock (_random) return _random.NextDouble() < Volatile.Read(ref _refusedShare);
    }
}

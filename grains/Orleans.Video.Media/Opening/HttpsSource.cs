using System.Net;
using System.Net.Sockets;

namespace Orleans.Video.Media.Opening;

/// <summary>
/// Downloads over <c>https:</c>. Every connection, also that of a redirect, is made to an address that was checked at that moment, so a name
/// that resolves differently the second time gains nothing.
/// </summary>
internal sealed class HttpsSource : IDisposable
{
    private readonly MediaOptions _options;
    private readonly StagingArea _staging;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public HttpsSource(MediaOptions options, StagingArea staging, TimeProvider time, Action<SocketsHttpHandler>? configure)
    {
        _options = options;
        _staging = staging;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        };
        configure?.Invoke(handler);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Orleans.Video/0.1");
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    public async Task<OpenedMedia> DownloadAsync(MediaReference reference, CancellationToken ct)
    {
        using var total = new CancellationTokenSource(_options.DownloadTimeout, _time);
        using var idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ct, total.Token, idle.Token);
        try
        {
            using var answer = await FollowAsync(reference, idle, all.Token);
            if (answer.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
                throw new MediaException(MediaFailure.NotMedia, $"the server sends {reference.Name} compressed, which could grow without end: have it sent as it is");
            await using var body = await answer.Content.ReadAsStreamAsync(all.Token);
            return await _staging.StageAsync(reference.Name, answer.Content.Headers.ContentLength, ReadAsync, all.Token);

            async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
            {
                idle.CancelAfter(_options.DownloadIdleTimeout);
                try
                {
                    return await body.ReadAsync(buffer, stop);
                }
                catch (Exception problem) when (problem is HttpRequestException or IOException)
                {
                    // Here, so that an IOException of the staging disk is never taken for one of the network.
                    throw new MediaException(MediaFailure.Network, $"the download of {reference.Name} was cut off: {problem.Message}", problem);
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MediaException(MediaFailure.Timeout, total.IsCancellationRequested
                ? $"the download of {reference.Name} took longer than Media:DownloadTimeout ({_options.DownloadTimeout})"
                : $"the server of {reference.Name} does not answer: try again later");
        }
        catch (HttpRequestException problem)
        {
            for (Exception? inner = problem; inner is not null; inner = inner.InnerException)
                if (inner is MediaException known) throw known;
            throw new MediaException(MediaFailure.Network, $"{reference.Name} cannot be downloaded: {(problem.InnerException ?? problem).Message}", problem);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(MediaReference reference, CancellationTokenSource idle, CancellationToken ct)
    {
        var uri = new Uri(reference.Value);
        for (var redirects = 0; ; redirects++)
        {
            idle.CancelAfter(_options.ConnectTimeout + _options.ConnectTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (answer.StatusCode == HttpStatusCode.OK) return answer;
            using (answer)
            {
                if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308)) throw Status(reference, answer.StatusCode);
                if (redirects == _options.MaxRedirects) throw new MediaException(MediaFailure.Network, $"{reference.Name} redirects more than {_options.MaxRedirects} times: give the final URL");
                uri = answer.Headers.Location is { } location
                    ? new Uri(uri, location)
                    : throw new MediaException(MediaFailure.Network, $"{reference.Name} redirects without saying where");
                if (uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0)
                    throw new MediaException(MediaFailure.ForbiddenAddress, $"{reference.Name} redirects to {uri.Scheme}:, and only https: without a password is followed");
            }
        }
    }

    private static MediaException Status(MediaReference reference, HttpStatusCode status) => (int)status switch
    {
        404 or 410 => new(MediaFailure.NotFound, $"there is no {reference.Name} (HTTP {(int)status}): check the URL"),
        401 or 403 => new(MediaFailure.AccessDenied, $"{reference.Name} may not be downloaded (HTTP {(int)status}): give a URL that can be read without signing in"),
        408 or 429 or >= 500 => new(MediaFailure.Network, $"the server of {reference.Name} failed (HTTP {(int)status}): try again later"),
        _ => new(MediaFailure.NotFound, $"{reference.Name} cannot be downloaded (HTTP {(int)status})"),
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        // The resolver refuses to "resolve" 0.0.0.0, to which a connection is one to this machine.
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        var allowed = _options.AllowPrivateAddresses ? addresses : Array.FindAll(addresses, AddressRules.IsPublic);
        if (allowed.Length == 0)
            throw new MediaException(MediaFailure.ForbiddenAddress, $"{host} has no public address, and only those may be reached: use a public URL, or set Media:AllowPrivateAddresses");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Orleans.Video.Http;
using Orleans.Video.Videos;

namespace Orleans.Video.Client;

/// <summary>
/// The typed client of a server's <c>/v1</c>. Safe for use by many threads at once; keep one for as long as the server is used.
/// Every method throws <see cref="VideoApiException"/> with the server's message when a request is refused or no answer comes.
/// </summary>
public sealed partial class VideoClient : IDisposable
{
    /// <summary>How long a request that carries no media may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http;

    /// <summary>Makes a client.</summary>
    /// <param name="address">The server's root, such as <c>http://127.0.0.1:7080</c>.</param>
    /// <param name="apiKey">The key, where the server wants one.</param>
    /// <param name="handler">What carries the requests, left open by <see cref="Dispose"/>; null: an own one without proxy and redirects.</param>
    public VideoClient(Uri address, string? apiKey = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new ArgumentException($"the server's address must be an absolute http or https address, such as http://127.0.0.1:7080, not {address}", nameof(address));
        Address = new Uri(address.AbsoluteUri.EndsWith('/') ? address.AbsoluteUri : address.AbsoluteUri + "/");
#pragma warning disable CA2000 // The client owns and disposes the handler it is given here.
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }, disposeHandler: handler is null)
#pragma warning restore CA2000
        {
            BaseAddress = Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Orleans.Video.Client", typeof(VideoClient).Assembly.GetName().Version?.ToString(3)));
        if (apiKey is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    /// <summary>The server's root, ending in a slash.</summary>
    public Uri Address { get; }

    /// <summary>Whether the server is warmed up and its store answers; false, too, when it cannot be reached.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "readyz"), Patience, cancellationToken);
            return reply.IsSuccessStatusCode;
        }
        catch (VideoApiException)
        {
            return false;
        }
    }

    /// <summary>Which start of the server answers; null when none does.</summary>
    public async Task<ServerHealth?> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "healthz"), Patience, cancellationToken);
            return reply.IsSuccessStatusCode ? await ReadAsync<ServerHealth>(reply, cancellationToken) : null;
        }
        catch (VideoApiException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The path of a video. An id that the server would refuse is refused here: one with dots or slashes would lead elsewhere.</summary>
    private static string PathOf(string id, string rest = "") => VideoId.TryValidate(id, out var error)
        ? $"v1/videos/{id}{rest}"
        : throw new VideoApiException(HttpStatusCode.BadRequest, new Problem { Type = ProblemTypes.InvalidRequest, Status = 400, Detail = error, Field = "id" });

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (name, value) in parameters)
            if (value is not null) text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }

    private async Task<T> GetJsonAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), Patience, cancellationToken);
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return await ReadAsync<T>(reply, cancellationToken);
    }

    /// <summary>Null for a 404 of one of the <paramref name="absent"/> types.</summary>
    private async Task<T?> FindJsonAsync<T>(string path, string[] absent, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetJsonAsync<T>(path, cancellationToken);
        }
        catch (VideoApiException problem) when (problem.Status == HttpStatusCode.NotFound && absent.Contains(problem.Problem.Type))
        {
            return null;
        }
    }

    private async Task<T> SendJsonAsync<T>(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, body.GetType(), options: VideoJson.Lenient);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var reply = await SendAsync(request, Patience, cancellationToken);
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return await ReadAsync<T>(reply, cancellationToken);
    }

    /// <summary>Sends a request, which it disposes, and returns when the head of the answer is there.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
        }
        catch (HttpRequestException cause)
        {
            throw NoAnswer($"no answer from {Address} ({cause.Message}): check that the server runs (video up) and that the address is right", cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoAnswer($"no answer from {Address} within {patience.TotalSeconds:0} s: the server is overloaded or stuck, try again later", cause);
        }
        finally
        {
            request.Dispose();
        }
    }

    private static VideoApiException NoAnswer(string message, Exception cause) =>
        new(null, new Problem { Title = "No answer", Detail = message }, cause);

    private async Task<T> ReadAsync<T>(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        try
        {
            return await reply.Content.ReadFromJsonAsync<T>(VideoJson.Lenient, cancellationToken) ?? throw new JsonException("null");
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException)
        {
            throw NoAnswer($"{Address} does not answer as an Orleans.Video server ({cause.Message}): check the address", cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw NoAnswer($"the answer of {Address} broke off ({cause.Message}): try again", cause);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        if (reply.IsSuccessStatusCode) return;
        Problem? problem = null;
        if (reply.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                problem = await reply.Content.ReadFromJsonAsync<Problem>(VideoJson.Lenient, cancellationToken);
            }
            catch (Exception cause) when (cause is JsonException or HttpRequestException or IOException)
            {
                problem = new Problem { Detail = $"the server answered {(int)reply.StatusCode} and broke off: {cause.Message}" };
            }
        }

        throw new VideoApiException(reply.StatusCode, problem ?? new Problem { Status = (int)reply.StatusCode, Title = reply.ReasonPhrase });
    }
}

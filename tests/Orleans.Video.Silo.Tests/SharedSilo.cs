using System.Net;
using System.Net.Http.Json;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Silo.Tests;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedSilo))]

namespace Orleans.Video.Silo.Tests;

/// <summary>One silo for all tests that can share it, started when the first asks; each test takes video ids of its own.</summary>
public sealed class SharedSilo : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly Lazy<Task<VideoSilo>> _silo;
    private readonly List<IDisposable> _clients = [];
    private int _ids;

    public SharedSilo() => _silo = new(() => VideoSilo.StartAsync(OptionsFor(_data.Path) with { MaxUploadBytes = MaxUploadBytes }));

    public const long MaxUploadBytes = 4 << 20;

    public static VideoSiloOptions OptionsFor(string dataFolder) => new()
    {
        DataFolder = dataFolder,
        Urls = ["http://127.0.0.1:0"],
        MediaRoots = [SampleVideos.Folder],
        ModelFolders = [UntrainedModels.Folder],
    };

    public string DataFolder => _data.Path;

    public Task<VideoSilo> GetAsync() => _silo.Value;

    /// <summary>The typed client.</summary>
    public async Task<VideoClient> ClientAsync()
    {
        var client = new VideoClient((await _silo.Value).Address);
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>For what the typed client would not send.</summary>
    public async Task<HttpClient> HttpAsync()
    {
        var client = new HttpClient { BaseAddress = (await _silo.Value).Address };
        lock (_clients) _clients.Add(client);
        return client;
    }

    /// <summary>A video id that no other test has.</summary>
    public string NewId(string name) => $"{name}-{Interlocked.Increment(ref _ids)}";

    /// <summary>A video that is ready.</summary>
    public async Task<VideoStatus> IngestAsync(string name, UploadRequest? request = null, string? path = null, CancellationToken cancellationToken = default)
    {
        var client = await ClientAsync();
        var id = NewId(name);
        await client.SubmitAsync((request ?? new UploadRequest()) with { Id = id, Uri = path ?? SampleVideos.Mp4() }, cancellationToken);
        var status = await client.WaitUntilSettledAsync(id, cancellationToken);
        Assert.True(status.State == VideoState.Ready, $"{id} is {status.State}: {status.Reason}");
        return status;
    }

    /// <summary>The problem of an answer, which must have that status.</summary>
    public static async Task<Problem> ProblemAsync(HttpResponseMessage reply, HttpStatusCode status)
    {
        var text = await reply.Content.ReadAsStringAsync();
        Assert.True(status == reply.StatusCode, $"{(int)reply.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = (await reply.Content.ReadFromJsonAsync<Problem>(VideoJson.Lenient))!;
        Assert.Equal((int)status, problem.Status);
        Assert.False(string.IsNullOrEmpty(problem.Type));
        Assert.False(string.IsNullOrEmpty(problem.Title));
        return problem;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        if (_silo.IsValueCreated) await (await _silo.Value).DisposeAsync();
        _data.Dispose();
    }
}

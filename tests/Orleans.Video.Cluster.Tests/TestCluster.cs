using System.Net;
using Azure.Storage.Blobs;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>A cluster of silos in processes of their own, a real Redis, a real blob server and, where it is asked for, a log, on the loopback.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private const string Container = "videos";

    private readonly Dictionary<string, TemporaryFolder> _folders = [];
    private readonly List<SiloProcess> _silos = [];
    private readonly Azurite _blobs;

    private TestCluster(RedisServer redis, Azurite blobs, BlobProxy proxy, TestLog? log)
    {
        (Redis, _blobs, Proxy, Events) = (redis, blobs, proxy, log is null ? null : new SentEvents(log));
        Store = new BlobObjectStore(new BlobContainerClient(blobs.ConnectionString, Container));
    }

    public RedisServer Redis { get; }

    /// <summary>What stands between the silos and the blob server.</summary>
    public BlobProxy Proxy { get; }

    /// <summary>The shared store, seen past the proxy.</summary>
    public IObjectStore Store { get; }

    /// <summary>What was sent through the log; null where there is none.</summary>
    public SentEvents? Events { get; }

    /// <summary>The silos that run.</summary>
    public SiloProcess[] Running
    {
        get
        {
            lock (_silos) return [.. _silos.Where(silo => silo.IsRunning)];
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="seed">Chooses which calls of the blob server are refused, once some are.</param>
    /// <param name="partitions">Of the log; 0: there is none.</param>
    public static async Task<TestCluster> StartAsync(int seed, int partitions = 0)
    {
        var redis = await RedisServer.RequireAsync(Cancelled);
        var blobs = await Azurite.RequireAsync(Cancelled);
        var log = partitions == 0 ? null : await TestLog.RequireAsync(partitions, ct: Cancelled);
        return new TestCluster(redis, blobs, await BlobProxy.StartAsync(blobs.ConnectionString, seed), log);
    }

    /// <summary>Starts a silo. One of a name that was used before has its data folder again.</summary>
    public async Task<SiloProcess> StartSiloAsync(string name, params (string Setting, string Value)[] settings)
    {
        if (!_folders.TryGetValue(name, out var folder)) _folders[name] = folder = new TemporaryFolder();
        var all = new Dictionary<string, string>
        {
            ["Cluster__Redis"] = Redis.ConnectionString,
            ["Cluster__SiloPort"] = "0",
            ["Cluster__ProbeTimeout"] = "00:00:02",
            ["Cluster__MissedProbes"] = "3",
            ["Cluster__RefreshInterval"] = "00:00:01",
            ["BlobConnectionString"] = Proxy.ConnectionString,
            ["BlobContainer"] = Container,
            ["Shards"] = "4",
            ["EncoderThreads"] = "1",
            ["MaxConcurrentVideos"] = "1",
            ["LogLevel"] = "Information",
        };
        if (Events is not null)
        {
            all["Log__BootstrapServers"] = Events.Log.Broker.BootstrapServers;
            // So few that partitions wait for their silos' videos, and events for a silo that dies.
            all["Log__MaxWaitingVideos"] = "3";
        }

        foreach (var (setting, value) in settings) all[setting] = value;
        var silo = await SiloProcess.StartAsync(folder.Path, SampleVideos.Folder, Cancelled, all);
        lock (_silos) _silos.Add(silo);
        return silo;
    }

    public async Task<SiloProcess[]> StartSilosAsync(params string[] names)
    {
        var silos = new List<SiloProcess>();
        foreach (var name in names) silos.Add(await StartSiloAsync(name));
        // Each has to know all before the first is lost: who is unknown is missed by nobody.
        foreach (var silo in silos) await UntilSeesAsync(silo, names.Length);
        return [.. silos];
    }

    public static Task UntilSeesAsync(SiloProcess silo, int count) =>
        Condition.HoldsAsync(async () => await MetricAsync(silo, "video_cluster_silos") >= count, $"silo {silo.Name} sees {count} silos", Cancelled);

    /// <summary>Stored segments of all videos.</summary>
    public async Task<int> CountSegmentsAsync()
    {
        var count = 0;
        await foreach (var entry in Store.ListAsync("vectors/", Cancelled))
            if (!entry.Name.EndsWith("/text.vec", StringComparison.Ordinal)) count++;
        return count;
    }

    /// <summary>Every object by name, with its version.</summary>
    public async Task<Dictionary<string, string>> SnapshotAsync()
    {
        var objects = new Dictionary<string, string>();
        await foreach (var entry in Store.ListAsync("", Cancelled)) objects[entry.Name] = entry.ETag;
        return objects;
    }

    public Task UntilSegmentsAsync(int count) => Condition.HoldsAsync(async () => await CountSegmentsAsync() >= count, $"{count} segments are stored", Cancelled);

    public static Task UntilLogsAsync(SiloProcess silo, string words) =>
        Condition.HoldsAsync(() => silo.Log.Contains(words, StringComparison.Ordinal), $"silo {silo.Name} logs \"{words}\"; it logged:\n{silo.Log}", Cancelled);

    /// <summary>Asks a silo again and again whether it is ready.</summary>
    public static async Task UntilReadyAsync(SiloProcess silo, bool ready)
    {
        using var http = new HttpClient();
        var wanted = ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable;
        await Condition.HoldsAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri(silo.Address, "/readyz"), Cancelled);
                return answer.StatusCode == wanted;
            },
            $"silo {silo.Name} answers {wanted}; it logged:\n{silo.Log}",
            Cancelled);
    }

    /// <summary>The sum of a metric's series, as the silo exports it.</summary>
    public static async Task<double> MetricAsync(SiloProcess silo, string name)
    {
        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri(silo.Address, "/metrics"), Cancelled);
        return text.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length..] is ['{' or ' ', ..]).Sum(ValueOf);

        // name{labels} value [timestamp]
        static double ValueOf(string line) => double.Parse(line[(line.LastIndexOf('}') is var end and >= 0 ? end + 1 : line.IndexOf(' ', StringComparison.Ordinal))..].Trim().Split(' ')[0]);
    }

    /// <summary>Uploads by whichever silo takes it: an event that one has taken before it died changes nothing when another is given it again.</summary>
    public async Task SubmitAsync(int n, string media)
    {
        var request = new UploadRequest { Id = IdOf(n), Uri = media, Title = $"Video serial{n:00}", EventId = $"upload-{n}", Sequence = 1 };
        await Condition.HoldsAsync(
            async () =>
            {
                var running = Running;
                try
                {
                    await running[n % running.Length].Client.SubmitAsync(request, Cancelled);
                    return true;
                }
                catch (VideoApiException refused) when (refused.Status is null or >= HttpStatusCode.InternalServerError)
                {
                    return false;
                }
            },
            $"{request.Id} is accepted",
            Cancelled);
    }

    public static string IdOf(int n) => $"video-{n:00}";

    public static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(IdOf)];

    /// <summary>What one silo that nothing happens to makes of the same videos.</summary>
    public static async Task<IReadOnlyDictionary<string, VideoResults>> UndisturbedAsync(int count, Func<int, string> media)
    {
        using var data = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(data.Path, SampleVideos.Folder, Cancelled);
        for (var n = 0; n < count; n++) await silo.Client.SubmitAsync(new UploadRequest { Id = IdOf(n), Uri = media(n) }, Cancelled);
        return await VideoResults.CollectAsync(silo.Client, Ids(count), Cancelled);
    }

    /// <summary>Every video ready, with exactly its segments, the vectors of an undisturbed silo, and nothing else in the store.</summary>
    public async Task AssertWholeAsync(SiloProcess silo, IReadOnlyDictionary<string, VideoResults> expected)
    {
        VideoResults.AssertEqual(expected, await VideoResults.CollectAsync(silo.Client, expected.Keys, Cancelled));
        var wanted = new HashSet<string>();
        foreach (var (id, results) in expected)
        {
            var status = (await silo.Client.GetAsync(id, Cancelled))!;
            Assert.Equal((VideoState.Ready, status.Revision, 0), (status.State, status.ServingRevision, status.Attempt));
            for (var segment = 0; segment < results.Segments.Count; segment++) wanted.Add($"vectors/starter/{id}/{status.Revision}/{segment:D8}.vec");
            wanted.Add($"vectors/starter/{id}/text.vec");
        }

        var vectors = (await SnapshotAsync()).Keys.Where(name => name.StartsWith("vectors/", StringComparison.Ordinal));
        Assert.Equal(wanted.Order(StringComparer.Ordinal), vectors.Order(StringComparer.Ordinal));
        var listed = new List<string>();
        await foreach (var item in silo.Client.ListAsync(cancellationToken: Cancelled)) listed.Add(item.Id);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach (var id in expected.Keys)
            Assert.Equal(id, Assert.Single((await silo.Client.SearchAsync($"serial{id[^2..]}", modalities: ["words"], cancellationToken: Cancelled)).Results).VideoId);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        if (Events is not null) await Events.Log.DisposeAsync();
        await Proxy.DisposeAsync();
        await _blobs.DisposeAsync();
        await Redis.DisposeAsync();
        foreach (var folder in _folders.Values) folder.Dispose();
    }
}

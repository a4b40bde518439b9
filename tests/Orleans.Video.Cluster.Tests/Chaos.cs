using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>
/// One run of a cluster to which things happen, all drawn from a seed. Events come in waves, shuffled, some twice, some records no events at all, and
/// one video a wave by HTTP; between two waves, when some of what was sent is done and some is not, one <see cref="Blow"/> falls. At each,
/// what the group has committed is compared with what is durable; in the end every video must be whole.
/// </summary>
internal sealed partial class Chaos : IAsyncDisposable
{
    private const int Silos = 3;
    private const int Partitions = 6;
    private const string Uploaded = "video.uploaded";
    private const string Updated = "video.updated";

    private readonly ChaosPlan _plan;
    private readonly Random _random;
    private readonly TestCluster _cluster;
    private readonly IReadOnlyDictionary<string, VideoResults> _expected;
    private readonly List<(int? Video, Func<Task> Send)> _records = [];
    private readonly Dictionary<string, string> _titles = [];
    private readonly HashSet<int> _sent = [];
    private int _next;
    private int _garbage;

    private Chaos(ChaosPlan plan, TestCluster cluster, IReadOnlyDictionary<string, VideoResults> expected)
    {
        (_plan, _cluster, _expected) = (plan, cluster, expected);
        _random = new Random(plan.Seed);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SentEvents Events => _cluster.Events!;

    /// <summary>Segments of the videos that were sent so far.</summary>
    private int SegmentsSent => _sent.Sum(n => _expected[TestCluster.IdOf(n)].Segments.Count);

    /// <summary>What a single silo that nothing happens to makes of each medium.</summary>
    public static Task<IReadOnlyDictionary<string, VideoResults>> UndisturbedAsync() => TestCluster.UndisturbedAsync(ChaosMedia.Count, ChaosMedia.Of);

    /// <summary>Runs a plan; fails the test when anything is lost, doubled or other than <paramref name="undisturbed"/> says.</summary>
    public static async Task RunAsync(ChaosPlan plan, IReadOnlyDictionary<string, VideoResults> undisturbed)
    {
        var videos = plan.Videos + plan.Blows.Count + 1;
        var expected = Enumerable.Range(0, videos).ToDictionary(TestCluster.IdOf, n => undisturbed[TestCluster.IdOf(n % ChaosMedia.Count)]);
        await using var run = new Chaos(plan, await TestCluster.StartAsync(plan.Seed, Partitions), expected);
        await run.RunAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task RunAsync()
    {
        WriteRecords();
        await StartSilosAsync();
        _cluster.Proxy.Refuse(_plan.RefusedShare);
        var blows = _plan.Blows.ToArray();
        _random.Shuffle(blows);
        foreach (var blow in blows)
        {
            var before = SegmentsSent;
            await SendWaveAsync();
            var sent = SegmentsSent;
            var threshold = before + _random.Next((sent - before) / 4, (sent - before) * 3 / 4);
            await _cluster.UntilSegmentsAsync(threshold);
            await StrikeAsync(blow);
            var committed = await Events.AssertNotAheadAsync(_cluster.Store);
            TestContext.Current.TestOutputHelper?.WriteLine($"{blow} after {threshold} of {sent} segments; {committed.Sum()} of {_next} records are committed");
        }

        await SendWaveAsync(isLast: true);
        Assert.Equal(_expected.Count, _sent.Count);
        await Events.Log.UntilCommittedAsync(ct: Cancelled);
        await Events.AssertNotAheadAsync(_cluster.Store);
        await AssertWholeAsync();
    }

    /// <summary>For each video an upload and, for every second one, a new title; a quarter of them twice, and one record in ten is no event. In any order.</summary>
    private void WriteRecords()
    {
        for (var n = 0; n < _plan.Videos; n++)
        {
            var (number, id) = (n, TestCluster.IdOf(n));
            _titles[id] = $"Video serial{n:00}";
            Add(number, () => Events.SendAsync(Uploaded, id, 1, new { uri = ChaosMedia.Of(number), title = $"Video serial{number:00}" }));
            if (n % 10 == 5) Add(null, () => Events.SendGarbageAsync(id, TestLog.CloudEvent(Uploaded, id, 3, new { uri = ChaosMedia.Of(number) })[..^1]), isGarbage: true);
            if (n % 2 == 0) continue;
            _titles[id] = $"Video serial{n:00} renamed";
            Add(null, () => Events.SendAsync(Updated, id, 2, new { title = $"Video serial{number:00} renamed" }));
        }

        var shuffled = _records.ToArray();
        _random.Shuffle(shuffled);
        _records.Clear();
        _records.AddRange(shuffled);
    }

    private void Add(int? upload, Func<Task> send, bool isGarbage = false)
    {
        var times = _random.Next(4) == 0 ? 2 : 1;
        for (var i = 0; i < times; i++) _records.Add((upload, send));
        if (isGarbage) _garbage += times;
    }

    /// <summary>Sends the next share of the records, and a video by HTTP.</summary>
    private async Task SendWaveAsync(bool isLast = false)
    {
        await SendRecordsAsync(isLast);
        var n = _expected.Count - 1 - _sent.Count(sent => sent >= _plan.Videos);
        await _cluster.SubmitAsync(n, ChaosMedia.Of(n));
        _titles[TestCluster.IdOf(n)] = $"Video serial{n:00}";
        _sent.Add(n);
    }

    private async Task SendRecordsAsync(bool all = false)
    {
        // One before each blow, one while it falls, and the last.
        var waves = 1 + (2 * _plan.Blows.Count);
        var share = all ? _records.Count - _next : Math.Min(_records.Count / waves, _records.Count - _next);
        var wave = _records.Slice(_next, share);
        _next += share;
        foreach (var (video, _) in wave)
            if (video is { } n) _sent.Add(n);
        await Task.WhenAll(wave.Select(record => record.Send()));
    }

    private async Task AssertWholeAsync()
    {
        var silo = _cluster.Running[_random.Next(_cluster.Running.Length)];
        await _cluster.AssertWholeAsync(silo, _expected);
        foreach (var (id, title) in _titles) Assert.Equal(title, (await silo.Client.GetAsync(id, Cancelled))!.Title);
        // Each record that is no event is a dead letter, more than once where a silo died before it had committed it.
        Assert.Equal(_garbage, (await Events.Log.ReadDeadLettersAsync(Cancelled)).Distinct().Count());
        if (_plan.RefusedShare == 0) return;
        Assert.True(_cluster.Proxy.Refused > 10, $"only {_cluster.Proxy.Refused} calls were refused");
        Assert.Contains(_names.Keys, one => one.Log.Contains("The object store has refused", StringComparison.Ordinal));
    }
}

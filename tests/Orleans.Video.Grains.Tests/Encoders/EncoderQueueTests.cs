using System.Collections.Concurrent;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Xunit;

namespace Orleans.Video.Grains.Tests.Encoders;

public sealed class EncoderQueueTests
{
    [Fact]
    public async Task Requests_that_wait_together_are_encoded_together_and_each_gets_its_own_rows()
    {
        var engine = new GatedEngine();
        await using var queue = Queue(engine);
        var first = queue.EncodeAsync(Texts("a"));
        await engine.Started.WaitAsync(TestContext.Current.CancellationToken);
        Task<EncodeReply>[] waiting = [.. Enumerable.Range(0, 5).Select(i => queue.EncodeAsync(Texts($"t{i}")))];
        engine.Open();
        await first;
        var replies = await Task.WhenAll(waiting);
        Assert.Equal([1, 4, 1], engine.Batches);
        Assert.Equal([0, 1, 2, 3, 4], replies.Select(reply => (int)reply.Vectors[0] - 't' * 1000 - '0'));
    }

    [Fact]
    public async Task A_full_queue_answers_busy_at_once_and_serves_again_when_it_has_room()
    {
        var engine = new GatedEngine();
        await using var queue = Queue(engine);
        var first = queue.EncodeAsync(Texts("a"));
        await engine.Started.WaitAsync(TestContext.Current.CancellationToken);
        Task<EncodeReply>[] waiting = [.. Enumerable.Range(0, 8).Select(_ => queue.EncodeAsync(Texts("w")))];
        var turnedAway = await queue.EncodeAsync(Texts("x"));
        Assert.True(turnedAway.Busy);
        engine.Open();
        Assert.All(await Task.WhenAll([first, .. waiting]), reply => Assert.False(reply.Busy));
        Assert.False((await queue.EncodeAsync(Texts("y"))).Busy);
    }

    [Fact]
    public async Task A_request_that_cannot_be_encoded_fails_alone()
    {
        var engine = new GatedEngine();
        await using var queue = Queue(engine);
        var first = queue.EncodeAsync(Texts("a"));
        await engine.Started.WaitAsync(TestContext.Current.CancellationToken);
        var good = queue.EncodeAsync(Texts("good"));
        var bad = queue.EncodeAsync(Texts("poison"));
        var alsoGood = queue.EncodeAsync(Texts("fine"));
        engine.Open();
        await Task.WhenAll(first, good, alsoGood);
        await Assert.ThrowsAsync<FormatException>(() => bad);
    }

    [Fact]
    public async Task A_queue_that_stops_turns_away_what_waits()
    {
        var engine = new GatedEngine();
        var queue = Queue(engine);
        var first = queue.EncodeAsync(Texts("a"));
        await engine.Started.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = queue.EncodeAsync(Texts("b"));
        var stopping = queue.DisposeAsync();
        engine.Open();
        await stopping;
        await first;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => queue.EncodeAsync(Texts("c")));
        Assert.True(engine.Disposed);
    }

    private static EncoderQueue Queue(EncoderEngine engine) =>
        new(engine, new EncoderKey("silo", "cpu:0", Modality.Text, "starter"), "silo", new VideoPipelineOptions { EncoderQueueLength = 8, LargestBatch = 4 }, TimeProvider.System);

    private static TextBatch Texts(string text) => new([text]);

    /// <summary>An engine whose first batch waits for the test; a row is the text's first two characters as a number.</summary>
    private sealed class GatedEngine : EncoderEngine
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<int> _batches = new();

        public Task Started => _started.Task;

        public IReadOnlyList<int> Batches => [.. _batches];

        public bool Disposed { get; private set; }

        public void Open() => _gate.Set();

        public override int CountOf(EncodeRequest request) => 1;

        public override EncodeReply[] Run(IReadOnlyList<EncodeRequest> batch)
        {
            _started.TrySetResult();
            _gate.Wait();
            _batches.Enqueue(batch.Count);
            return [.. batch.Cast<TextBatch>().Select(texts => texts.Texts[0] == "poison"
                ? throw new FormatException("poison")
                : new EncodeReply { Vectors = [texts.Texts[0][0] * 1000 + texts.Texts[0][^1]], Width = 1 })];
        }

        public override void Dispose()
        {
            Disposed = true;
            _gate.Dispose();
        }
    }
}

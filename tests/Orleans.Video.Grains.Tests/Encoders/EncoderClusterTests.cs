using System.Diagnostics;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Xunit;

namespace Orleans.Video.Grains.Tests.Encoders;

public sealed class EncoderClusterTests
{
    private static readonly string[] EveryModality = [Modality.Visual, Modality.Audio, Modality.Text, Modality.Fusion];

    [Fact]
    public async Task Calls_land_on_the_silo_and_device_that_the_key_names()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0,cpu:1", "cpu:0,cpu:1", "cpu:0,cpu:1"]);
        for (var silo = 0; silo < 3; silo++)
        {
            foreach (var device in (string[])["cpu:0", "cpu:1"])
            {
                foreach (var modality in EveryModality)
                {
                    var encoder = cluster.Encoder(cluster.Key(silo, device, modality));
                    await encoder.WarmUpAsync();
                    for (var each = 0; each < 3; each++) cluster.Engines(each).Forget();
                    await encoder.EncodeAsync(modality == Modality.Fusion ? new FusionStep([], [], [true], [true], null) : new TextBatch(["one", "two"]));
                    Assert.Equal([(device, modality, modality == Modality.Fusion ? 1 : 2)], cluster.Engines(silo).Runs);
                    for (var each = 0; each < 3; each++) Assert.True(each == silo || cluster.Engines(each).Runs.Count == 0);
                }
            }
        }
    }

    [Fact]
    public async Task A_device_or_a_model_set_that_the_silo_lacks_is_refused_by_name()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0"]);
        var device = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Encoder(cluster.Key(0, "cpu:5", Modality.Text)).WarmUpAsync());
        Assert.Contains("asks for device cpu:5, but this silo has cpu:0", device.ToString(), StringComparison.Ordinal);
        var set = await Assert.ThrowsAnyAsync<Exception>(() => cluster.Encoder(cluster.Key(0, "cpu:0", Modality.Text) with { ModelSet = "other" }).WarmUpAsync());
        Assert.Contains("asks for model set other, but this silo serves starter", set.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encoder_has_run_every_size_of_batch_before_its_first_request()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0,cpu:1"], EncoderCluster.Options with { LargestBatch = 12 });
        await cluster.Service<EncoderWarmUp>(0).RunAsync();
        var runs = cluster.Engines(0).Runs;
        foreach (var device in (string[])["cpu:0", "cpu:1"])
            foreach (var modality in EveryModality)
                Assert.Equal([1, 2, 4, 8, 12], runs.Where(run => run.Device == device && run.Modality == modality).Select(run => run.Items));
        Assert.Equal(2 * EveryModality.Length * 5, runs.Count);
        await cluster.Service<EncoderWarmUp>(0).RunAsync();
        Assert.Equal(runs.Count, cluster.Engines(0).Runs.Count);
    }

    [Fact]
    public async Task Own_devices_come_before_those_of_others()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0", "cpu:0"]);
        await cluster.Service<EncoderWarmUp>(0).RunAsync();
        await cluster.Service<EncoderWarmUp>(1).RunAsync();
        cluster.Engines(0).Forget();
        cluster.Engines(1).Forget();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cluster.Router(1).EncodeAsync(Modality.Text, new TextBatch(["x"]))));
        Assert.Empty(cluster.Engines(0).Runs);
        Assert.Equal(20, cluster.Engines(1).Runs.Sum(run => run.Items));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_devices_of_a_silo_share_the_load_within_a_fifth(int seed)
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0,cpu:1"]);
        await cluster.Service<EncoderWarmUp>(0).RunAsync();
        cluster.Engines(0).Forget();
        var random = new Random(seed);
        var sent = 0;
        while (sent < 400)
        {
            // From one at a time to as many as a few videos send, of the modalities in their mixture.
            var together = random.Next(1, 13);
            await Task.WhenAll(Enumerable.Range(0, together).Select(_ => random.Next(3) == 0
                ? cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["x"]))
                : cluster.Router(0).EncodeAsync(Modality.Visual, new ClipBatch(new byte[1], 1))));
            sent += together;
        }

        foreach (var modality in (string[])[Modality.Text, Modality.Visual])
        {
            var first = cluster.Engines(0).Runs.Where(run => run.Modality == modality && run.Device == "cpu:0").Sum(run => run.Items);
            var second = cluster.Engines(0).Runs.Where(run => run.Modality == modality && run.Device == "cpu:1").Sum(run => run.Items);
            Assert.True(Math.Abs(first - second) <= 0.2 * Math.Max(first, second), $"{modality}: {first} and {second}");
        }

        Assert.Equal(sent, cluster.Engines(0).Runs.Sum(run => run.Items));
    }

    [Fact]
    public async Task Requests_go_past_a_silo_that_stands_still()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0", "cpu:0", "none"], EncoderCluster.Options with { LargestBatch = 1 });
        await cluster.UntilHeardAsync(2, cluster.Key(0, "cpu:0", Modality.Text));
        await cluster.UntilHeardAsync(2, cluster.Key(1, "cpu:0", Modality.Text));
        cluster.Engines(0).Forget();
        cluster.Engines(1).Forget();
        // Silo 0 stands still: what it was given waits, and the others' requests go to silo 1.
        cluster.Engines(0).Close();
        var waiting = new List<Task<EncodeReply>>();
        while (!cluster.Engines(0).Held.IsCompleted)
        {
            waiting.Add(cluster.Router(2).EncodeAsync(Modality.Text, new TextBatch(["x"])));
            await Task.WhenAny(cluster.Engines(0).Held, waiting[^1]);
        }

        for (var i = 0; i < 30; i++) await cluster.Router(2).EncodeAsync(Modality.Text, new TextBatch(["x"])).WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(cluster.Engines(1).Runs.Count >= 30);
        cluster.Engines(0).Open();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_request_whose_silo_is_killed_is_encoded_on_another()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0", "cpu:0", "none"], quickToGiveUp: true);
        await cluster.UntilHeardAsync(2, cluster.Key(0, "cpu:0", Modality.Visual));
        await cluster.UntilHeardAsync(2, cluster.Key(1, "cpu:0", Modality.Visual));
        cluster.Engines(0).Close();
        cluster.Engines(1).Close();
        var request = cluster.Router(2).EncodeAsync(Modality.Visual, new ClipBatch(new byte[8], 1), TestContext.Current.CancellationToken);
        var holder = await Task.WhenAny(cluster.Engines(0).Held, cluster.Engines(1).Held) == cluster.Engines(0).Held ? 0 : 1;
        var other = 1 - holder;
        cluster.Engines(other).Forget();
        cluster.Engines(other).Open();
        var given = cluster.AddressOf(holder);
        await cluster.KillAsync(holder);
        await cluster.UntilDeadAsync(2, given);
        var dead = Stopwatch.GetTimestamp();
        var reply = await request;
        Assert.Equal(1, reply.Vectors[0]);
        // It is the membership that breaks the call off, as soon as it gives the silo up; the call's own limit is two minutes.
        Assert.True(Stopwatch.GetElapsedTime(dead) < EncoderCluster.QuickMembership, "the request outlived the membership of its silo");
        Assert.Equal([("cpu:0", Modality.Visual, 1)], cluster.Engines(other).Runs);
        // And what comes later does not ask the dead one first.
        await cluster.Router(2).EncodeAsync(Modality.Visual, new ClipBatch(new byte[8], 1), TestContext.Current.CancellationToken);
        Assert.Equal(2, cluster.Engines(other).Runs.Count);
    }

    [Fact]
    public async Task A_full_queue_makes_the_caller_wait_until_there_is_room_or_it_is_told_not_to()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0"], EncoderCluster.Options with { EncoderQueueLength = 2, LargestBatch = 1 });
        await cluster.Service<EncoderWarmUp>(0).RunAsync();
        cluster.Engines(0).Forget();
        cluster.Engines(0).Close();
        // One stands before the gate, two wait in the queue.
        Task<EncodeReply>[] taken = [.. Enumerable.Range(0, 3).Select(_ => cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["x"])))];
        await cluster.Engines(0).Held;
        var key = cluster.Key(0, "cpu:0", Modality.Text);
        await cluster.UntilDepthAsync(0, key, 3);
        Assert.True((await cluster.Encoder(key).EncodeAsync(new TextBatch(["turned away"]))).Busy);
        using var stop = new CancellationTokenSource();
        var patient = cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["patient"]));
        var stopped = cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["stopped"]), stop.Token);
        Assert.False(patient.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(patient.IsCompleted);
        cluster.Engines(0).Open();
        Assert.All(await Task.WhenAll([patient, .. taken]), reply => Assert.False(reply.Busy));
    }

    [Fact]
    public async Task Waiting_for_room_ends()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0"], EncoderCluster.Options with { EncoderQueueLength = 1, LargestBatch = 1, EncoderPatience = TimeSpan.FromMilliseconds(50) });
        var encoder = cluster.Encoder(cluster.Key(0, "cpu:0", Modality.Text));
        await encoder.WarmUpAsync();
        cluster.Engines(0).Close();
        var running = encoder.EncodeAsync(new TextBatch(["running"]));
        await cluster.Engines(0).Held;
        var queued = encoder.EncodeAsync(new TextBatch(["queued"]));
        await cluster.UntilDepthAsync(0, cluster.Key(0, "cpu:0", Modality.Text), 2);
        var tooLong = await Assert.ThrowsAsync<TimeoutException>(() => cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["x"])));
        Assert.Contains("every text encoder of model set starter was full or away", tooLong.Message, StringComparison.Ordinal);
        cluster.Engines(0).Open();
        await Task.WhenAll(running, queued);
    }

    [Fact]
    public async Task A_silo_whose_own_queues_are_full_asks_another()
    {
        await using var cluster = await EncoderCluster.StartAsync(["cpu:0", "cpu:0"], EncoderCluster.Options with { EncoderQueueLength = 1, LargestBatch = 1 });
        await cluster.UntilHeardAsync(0, cluster.Key(1, "cpu:0", Modality.Text));
        var own = cluster.Encoder(cluster.Key(0, "cpu:0", Modality.Text));
        await own.WarmUpAsync();
        cluster.Engines(1).Forget();
        cluster.Engines(0).Close();
        var running = own.EncodeAsync(new TextBatch(["running"]));
        await cluster.Engines(0).Held;
        var queued = own.EncodeAsync(new TextBatch(["queued"]));
        await cluster.UntilDepthAsync(0, cluster.Key(0, "cpu:0", Modality.Text), 2);
        Assert.False((await cluster.Router(0).EncodeAsync(Modality.Text, new TextBatch(["x"]))).Busy);
        Assert.Single(cluster.Engines(1).Runs);
        cluster.Engines(0).Open();
        await Task.WhenAll(running, queued);
    }
}

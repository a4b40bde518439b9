using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Cluster.Tests;

/// <summary>Whatever dies, every video that was accepted is ready in the end, once and whole, and no offset was committed too early.</summary>
public sealed class ChaosTests
{
    private static readonly Lazy<Task<IReadOnlyDictionary<string, VideoResults>>> Undisturbed = new(Chaos.UndisturbedAsync);

    private static bool Full => Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL") == "1";

    public static TheoryData<int> Seeds => Full ? [1, 2, 3, 4, 5] : [Seed];

    /// <summary>Another can be given, to look for what these seeds do not find.</summary>
    private static int Seed => int.TryParse(Environment.GetEnvironmentVariable("ORLEANS_VIDEO_SEED"), out var seed) ? seed : 20261124;

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Two_silos_killed_and_one_drained_leave_every_video_ready_with_the_vectors_of_an_undisturbed_silo(int seed) =>
        RunAsync(new ChaosPlan(seed, Videos: 60, Full ? [Blow.Kill, Blow.Kill, Blow.Kill, Blow.Kill, Blow.Drain] : [Blow.Kill, Blow.Kill, Blow.Drain]));

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task A_Redis_that_is_killed_and_comes_back_stops_no_video(int seed) => RunAsync(With(seed, Blow.RedisRestart));

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task A_blob_server_that_refuses_a_tenth_of_the_calls_and_then_is_gone_makes_videos_late_and_loses_none(int seed) =>
        RunAsync(With(seed, Blow.BlobOutage) with { RefusedShare = 0.1 });

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task Brokers_that_are_gone_make_events_late_and_lose_none(int seed) => RunAsync(With(seed, Blow.BrokerOutage));

    // The same as without it or, where time is short, beside one silo that is killed.
    private static ChaosPlan With(int seed, Blow fault) => Full
        ? new ChaosPlan(seed, Videos: 60, [Blow.Kill, Blow.Kill, Blow.Drain, fault])
        : new ChaosPlan(seed, Videos: 24, [Blow.Kill, fault]);

    private static async Task RunAsync(ChaosPlan plan) => await Chaos.RunAsync(plan, await Undisturbed.Value);
}

using System.Net;
using Orleans.Video.Grains.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class VideoAdmissionTests
{
    private static readonly SiloAddress Other = SiloAddress.New(IPAddress.Loopback, 1, 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Videos_wait_in_order_and_the_last_ones_are_given_away()
    {
        using var admission = new VideoAdmission(new VideoPipelineOptions { MaxConcurrentVideos = 1 });
        var first = await admission.EnterAsync(Cancelled);
        var waiting = Enumerable.Range(0, 4).Select(_ => admission.EnterAsync(Cancelled)).ToArray();
        Assert.Equal((1, 4, 0), (admission.Reading, admission.Waiting, admission.Free));

        Assert.Equal(2, admission.Give(Other, 9));
        Assert.Equal(Other, (await waiting[3]).Elsewhere);
        Assert.Equal(Other, (await waiting[2]).Elsewhere);
        first.Place!.Dispose();
        var second = await waiting[0];
        Assert.Null(second.Elsewhere);
        Assert.False(waiting[1].IsCompleted);
        Assert.Equal(1, admission.Give(Other, 1));
        Assert.Equal(0, admission.Give(Other, 1));
        second.Place!.Dispose();
        second.Place.Dispose();
        Assert.Equal((0, 0, 1), (admission.Reading, admission.Waiting, admission.Free));
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_the_line()
    {
        using var admission = new VideoAdmission(new VideoPipelineOptions { MaxConcurrentVideos = 1 });
        var first = await admission.EnterAsync(Cancelled);
        using var stop = new CancellationTokenSource();
        var given = admission.EnterAsync(stop.Token);
        var next = admission.EnterAsync(Cancelled);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Place!.Dispose();
        Assert.NotNull((await next).Place);
    }

    [Fact]
    public async Task Stopping_waits_for_what_is_read_and_admits_nobody_after_it()
    {
        using var admission = new VideoAdmission(new VideoPipelineOptions { MaxConcurrentVideos = 1 });
        var first = await admission.EnterAsync(Cancelled);
        var waiting = admission.EnterAsync(admission.Stopping);
        var stopped = admission.StopAsync(Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(stopped.IsCompleted);
        first.Place!.Dispose();
        await stopped;
        await admission.StopAsync(Cancelled);
        Assert.Equal(0, admission.Free);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => admission.EnterAsync(admission.Stopping));
    }

    [Fact]
    public async Task Stopping_ends_when_its_time_is_over()
    {
        using var admission = new VideoAdmission(new VideoPipelineOptions { MaxConcurrentVideos = 1 });
        _ = await admission.EnterAsync(Cancelled);
        using var limit = new CancellationTokenSource();
        var stopped = admission.StopAsync(limit.Token);
        await limit.CancelAsync();
        await stopped;
        Assert.Equal(1, admission.Reading);
    }
}

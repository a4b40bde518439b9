using Microsoft.Extensions.Time.Testing;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Xunit;

namespace Orleans.Video.Grains.Tests.Encoders;

public sealed class EncoderLoadBoardTests
{
    private const string Other = "S127.0.0.2:1:1";

    private static readonly EncoderKey Theirs = new(Other, "cpu:0", Modality.Visual, "starter");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_was_told_is_believed_for_five_intervals_and_not_longer()
    {
        var board = Board();
        Assert.Null(board.Of(Theirs));
        board.Accept(Report(depth: 3));
        Assert.Equal(3, board.Of(Theirs)!.Value.Depth);
        _time.Advance(board.Believed - TimeSpan.FromTicks(1));
        Assert.Equal(3, board.Of(Theirs)!.Value.Depth);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(board.Of(Theirs));
        board.Accept(Report(depth: 1));
        Assert.Equal(1, board.Of(Theirs)!.Value.Depth);
    }

    [Fact]
    public void What_was_sent_since_counts_but_not_twice()
    {
        var board = Board();
        board.Accept(Report(depth: 2));
        for (var i = 0; i < 5; i++) board.Sent(Theirs);
        Assert.Equal(5, board.Of(Theirs)!.Value.Depth);
        board.Accept(Report(depth: 7));
        Assert.Equal(7, board.Of(Theirs)!.Value.Depth);
        for (var i = 0; i < 5; i++) board.Received(Theirs);
        board.Accept(Report(depth: 0));
        Assert.Equal(0, board.Of(Theirs)!.Value.Depth);
    }

    [Fact]
    public void A_busy_answer_counts_as_a_full_queue_until_the_next_report()
    {
        var board = Board();
        board.Accept(Report(depth: 2));
        board.Full(Theirs);
        Assert.Equal(new VideoPipelineOptions().EncoderQueueLength, board.Of(Theirs)!.Value.Depth);
        board.Accept(Report(depth: 2));
        Assert.Equal(2, board.Of(Theirs)!.Value.Depth);
    }

    [Fact]
    public void A_silo_that_did_not_answer_is_suspect_until_it_is_heard_of_or_for_a_while()
    {
        var board = Board();
        board.Suspect(Other);
        Assert.True(board.IsSuspect(Other));
        board.Accept(Report(depth: 0));
        Assert.False(board.IsSuspect(Other));
        board.Suspect(Other);
        _time.Advance(board.Believed);
        Assert.False(board.IsSuspect(Other));
    }

    [Fact]
    public void What_silos_told_that_have_left_is_forgotten()
    {
        var board = Board();
        board.Accept(Report(depth: 3));
        board.Keep(new HashSet<string> { Other });
        Assert.NotNull(board.Of(Theirs));
        board.Keep(new HashSet<string>());
        Assert.Null(board.Of(Theirs));
    }

    [Fact]
    public void A_report_that_claims_to_be_our_own_is_not_taken()
    {
        var board = Board();
        var own = new Local().SiloAddress.ToParsableString();
        board.Accept(new EncoderLoadReport(own, [new EncoderLoad("cpu:0", Modality.Visual, "starter", 9, TimeSpan.Zero)]));
        Assert.Equal(0, board.Of(Theirs with { Silo = own })!.Value.Depth);
    }

    [Fact]
    public async Task Whoever_waits_for_room_hears_of_it()
    {
        var board = Board();
        var (one, two) = (board.NextRoom, board.NextRoom);
        Assert.False(one.IsCompleted);
        board.RoomMade();
        await Task.WhenAll(one, two);
        Assert.False(board.NextRoom.IsCompleted);
    }

    private static EncoderLoadReport Report(int depth) => new(Other, [new EncoderLoad("cpu:0", Modality.Visual, "starter", depth, TimeSpan.Zero)]);

    private EncoderLoadBoard Board() => new(new Local(), new VideoPipelineOptions(), _time);

    private sealed class Local : ILocalSiloDetails
    {
        public string Name => "local";

        public string ClusterId => "cluster";

        public string DnsHostName => "localhost";

        public SiloAddress SiloAddress { get; } = SiloAddress.FromParsableString("127.0.0.1:1@1");

        public SiloAddress GatewayAddress => SiloAddress;
    }
}

namespace Orleans.Video.Media.Tests;

public sealed class MediaOptionsTests
{
    private static readonly MediaOptions Good = new() { StagingFolder = "/tmp/staging" };

    [Fact]
    public void The_defaults_can_be_used() => Assert.Null(Good.Validate());

    [Fact]
    public void A_bad_option_is_named()
    {
        (MediaOptions Options, string Name)[] bad =
        [
            (Good with { StagingFolder = "relative" }, "StagingFolder"), (Good with { Roots = ["relative"] }, "Roots"), (Good with { MaxBytes = 0 }, "MaxBytes"),
            (Good with { MaxPixels = -1 }, "MaxPixels"), (Good with { MaxStreams = 0 }, "MaxStreams"), (Good with { MaxDuration = TimeSpan.Zero }, "MaxDuration"),
            (Good with { WallClockAllowance = TimeSpan.Zero }, "WallClockAllowance"), (Good with { WallClockPerMediaTime = double.NaN }, "WallClockPerMediaTime"),
            (Good with { ProbeTimeout = TimeSpan.MaxValue }, "ProbeTimeout"), (Good with { DecoderThreads = 0 }, "DecoderThreads"), (Good with { Nice = 20 }, "Nice"),
            (Good with { MaxChildMemory = 1 }, "MaxChildMemory"), (Good with { FFmpegPath = " " }, "FFmpegPath"), (Good with { MaxRedirects = -1 }, "MaxRedirects"),
        ];
        Assert.All(bad, one => Assert.Contains("Media:" + one.Name, one.Options.Validate(), StringComparison.Ordinal));
    }
}

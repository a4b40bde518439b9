using Orleans.Video.Media.Children;
using Orleans.Video.Media.Reading;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class PassPlanTests
{
    private static readonly MediaOptions Options = new() { StagingFolder = "/tmp" };
    private static readonly ToolFacts Facts = new("mov,mp4", "-fps_mode");
    private static readonly MediaInfo Film = new()
    {
        Container = "mov,mp4,m4a,3gp,3g2,mj2",
        Duration = TimeSpan.FromSeconds(170),
        Video = new VideoStream { Index = 0, Codec = "h264", Width = 64, Height = 48, Start = TimeSpan.Zero },
        Audio = new AudioStream { Index = 1, Codec = "aac", SampleRate = 44100, Channels = 2, Start = TimeSpan.Zero },
    };

    [Fact]
    public void A_read_from_the_start_is_one_child_with_one_input()
    {
        var command = Assert.Single(Plan(Film, 0));
        Assert.Single(command, "-i");
        Assert.DoesNotContain("-ss", command);
        Assert.Equal(2, command.Count(argument => argument == "-map"));
    }

    [Fact]
    public void A_late_read_seeks_for_pictures_and_not_for_sound()
    {
        var command = Assert.Single(Plan(Film, 20)).ToList();
        Assert.Equal(2, command.Count(argument => argument == "-i"));
        Assert.Equal("96", command[command.IndexOf("-ss") + 1]);
        Assert.True(command.IndexOf("-ss") < command.IndexOf("-i"));
        Assert.Contains("1:1", command);
        Assert.Contains("setpts=PTS+768", command[command.IndexOf("-vf") + 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mpeg")]
    [InlineData("avi")]
    [InlineData("flv")]
    [InlineData("mpegts")]
    public void Containers_without_an_exact_index_are_decoded_from_the_start(string container) =>
        Assert.DoesNotContain("-ss", Assert.Single(Plan(Film with { Container = container }, 20)));

    [Fact]
    public void Nobody_seeks_beyond_the_end_or_without_a_length()
    {
        Assert.DoesNotContain("-ss", Assert.Single(Plan(Film, 30)));
        Assert.DoesNotContain("-ss", Assert.Single(Plan(Film with { Duration = null }, 20)));
    }

    [Fact]
    public void An_early_segment_is_not_worth_a_seek() => Assert.DoesNotContain("-ss", Assert.Single(Plan(Film, 8)));

    [Fact]
    public void Tracks_that_start_far_apart_have_a_child_each()
    {
        var commands = Plan(Film with { Audio = Film.Audio! with { Start = TimeSpan.FromMinutes(5) } }, 0);
        Assert.Equal(2, commands.Count);
        Assert.All(commands, command => Assert.Single(command, "-map"));
    }

    [Fact]
    public void Every_input_is_held_to_the_limits()
    {
        foreach (var command in Plan(Film, 20).Select(command => command.ToList()))
        {
            foreach (var option in new[] { "-protocol_whitelist", "-format_whitelist", "-max_pixels", "-max_streams" })
                Assert.Equal(command.Count(argument => argument == "-i"), command.Count(argument => argument == option));
        }
    }

    private static IReadOnlyList<IReadOnlyList<string>> Plan(MediaInfo info, int firstSegment) =>
        PassPlan.Commands("file:/proc/1/fd/3", info, new SegmentFormat { FramesPerSecond = 8, Width = 32, Height = 32 }, firstSegment, Options, Facts);
}

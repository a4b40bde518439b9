using Orleans.Video.Grains.Videos;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Videos;

public sealed class VideoEventRulesTests
{
    [Fact]
    public void A_plain_upload_is_legal() => Assert.Null(VideoEventRules.Check(VideoEvents.Upload(1), VideoEvents.Id));

    [Theory]
    [InlineData("a/b", "position 2")]
    [InlineData("a\u0007b", "U+0007")]
    [InlineData("..", "dot")]
    [InlineData("a.", "dot")]
    [InlineData("", "empty")]
    public void A_hostile_id_is_refused(string id, string says) => Assert.Contains(says, VideoEventRules.Check(VideoEvents.Upload(1) with { VideoId = id }, id), StringComparison.Ordinal);

    [Fact]
    public void An_id_of_ten_thousand_characters_is_refused_without_being_repeated()
    {
        var problem = VideoEventRules.Check(VideoEvents.Upload(1) with { VideoId = new string('x', 10_000) }, VideoEvents.Id);
        Assert.Contains("10000", problem, StringComparison.Ordinal);
        Assert.True(problem!.Length < 200);
    }

    public static TheoryData<VideoEvent, string> Illegal => new()
    {
        { VideoEvents.Upload(0), "sequence" },
        { VideoEvents.Upload(1) with { Id = "" }, "id:" },
        { VideoEvents.Upload(1) with { Uri = null }, "uri" },
        { VideoEvents.Upload(1) with { Uri = "http://example.org/a.mp4" }, "uri" },
        { VideoEvents.Upload(1) with { Uri = "blob:state/video/v1.json" }, "blob" },
        { VideoEvents.Upload(1) with { Uri = "blob:media/v2/secret" }, "blob" },
        { VideoEvents.Upload(1) with { Audience = "everyone" }, "audience" },
        { VideoEvents.Upload(1) with { Language = "en; drop" }, "language" },
        { VideoEvents.Upload(1) with { Title = new string('t', 1_001) }, "title" },
        { VideoEvents.Upload(1) with { Description = "a\u0000b" }, "description" },
        { VideoEvents.Update(1), "at least one" },
        { VideoEvents.Update(1, title: "t") with { Uri = "/videos/b.mp4" }, "uri" },
        { VideoEvents.Upload(1) with { Kind = (VideoEventKind)9 }, "kind" },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public void An_illegal_field_is_named(VideoEvent illegal, string says) =>
        Assert.Contains(says, VideoEventRules.Check(illegal, VideoEvents.Id), StringComparison.Ordinal);

    [Fact]
    public void An_event_for_another_video_is_refused() => Assert.Contains("v1", VideoEventRules.Check(VideoEvents.Upload(1), "v2"), StringComparison.Ordinal);
}

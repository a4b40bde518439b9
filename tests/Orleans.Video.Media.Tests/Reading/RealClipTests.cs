using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class RealClipTests
{
    [Theory]
    [InlineData("clips/street/train.mp4", 15, true, true)]
    [InlineData("clips/grid/bbaf2n.mpg", 3, true, true)]
    [InlineData("clips/signs/again.mkv", 4, true, false)]
    [InlineData("clips/near-duplicates/test-padded-dimensions.mp4", 5, true, false)]
    [InlineData("clips/speech/001.wav", 2, false, true)]
    public async Task A_real_clip_is_read_to_its_end(string clip, int seconds, bool video, bool audio)
    {
        var path = TestData.Require(clip);
        await using var fixture = new MediaFixture();
        var info = await fixture.ProbeAsync(path);
        Assert.Equal((video, audio), (info.Video is not null, info.Audio is not null));
        var read = await fixture.ReadAsync(path);
        Assert.InRange(read.Sum(segment => segment.Seconds), seconds - 1, seconds);
        Assert.True(read[^1].IsLast);
        Assert.Equal((video, audio), (read[0].HasVideo, read[0].HasAudio));
    }
}

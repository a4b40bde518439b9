using Orleans.Video.Media.Children;

namespace Orleans.Video.Media.Tests.Children;

public sealed class FFmpegToolsTests
{
    private const string Listing =
        """
        File formats:
         D. = Demuxing supported
         .E = Muxing supported
         --
         D  aac             raw ADTS AAC
         D  concat          Virtual concatenation script
         D  dash            Dynamic Adaptive Streaming over HTTP
         D  hls             Apple HTTP Live Streaming
         D d v4l2           a device
         D  matroska,webm   Matroska / WebM
         D  mov,mp4,m4a     QuickTime / MOV
         D  video4linux2,v4l2 Video4Linux2 device grab
        """;

    [Fact]
    public void Formats_that_name_others_and_devices_are_left_out() =>
        Assert.Equal("aac,matroska,webm,mov,mp4,m4a", FFmpegTools.Parse(Listing, "ffmpeg version 5.1.9-0+deb12u1 Copyright").Demuxers);

    [Theory]
    [InlineData("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright", "-vsync")]
    [InlineData("ffmpeg version 5.0 Copyright", "-vsync")]
    [InlineData("ffmpeg version 5.1.9-0+deb12u1 Copyright", "-fps_mode")]
    [InlineData("ffmpeg version n7.1 Copyright", "-fps_mode")]
    [InlineData("ffmpeg version N-118000-gabcdef Copyright", "-fps_mode")]
    public void The_option_is_the_one_of_the_version(string banner, string option) =>
        Assert.Equal(option, FFmpegTools.Parse(Listing, banner).FrameSyncOption);
}

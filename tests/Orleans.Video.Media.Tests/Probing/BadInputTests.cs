using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Probing;

public sealed class BadInputTests
{
    [Fact]
    public async Task An_empty_file_is_refused() => await RefusedAsync([], MediaFailure.NotMedia, "is empty");

    [Fact]
    public async Task A_text_file_named_mp4_is_refused() =>
        await RefusedAsync("Dear Sir or Madam, this is not a video at all.\n"u8.ToArray(), MediaFailure.NotMedia, "is not a video");

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        var bytes = new byte[200_000];
        new Random(7).NextBytes(bytes);
        await RefusedAsync(bytes, MediaFailure.NotMedia, "bad.mp4");
    }

    [Fact]
    public async Task A_file_without_its_index_is_told_to_be_cut_off()
    {
        var path = SampleVideos.Make("index-last.mp4", [.. SampleVideos.Pattern(2), "-c:v", "libx264"]);
        await RefusedAsync(File.ReadAllBytes(path)[..^5000], MediaFailure.Truncated, "cut off");
    }

    [Theory]
    [InlineData("ffconcat version 1.0\nfile '{0}'\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://{0}\n#EXT-X-ENDLIST\n")]
    [InlineData("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n")]
    [InlineData("<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\"><Period><AdaptationSet><Representation><BaseURL>{0}</BaseURL></Representation></AdaptationSet></Period></MPD>")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\"><image href=\"{0}\" width=\"64\" height=\"64\"/></svg>")]
    [InlineData("WEBVTT\n\n00:00.000 --> 00:09.000\n{0}\n")]
    [InlineData("1\n00:00:01,000 --> 00:00:09,000\n{0}\n")]
    public async Task A_file_that_names_other_files_or_holds_text_is_refused_and_they_stay_unopened(string text)
    {
        await using var fixture = new MediaFixture();
        var named = fixture.Folder.File("named.mp4");
        File.Copy(SampleVideos.Mp4(), named);
        // An access time before the change time is renewed by the first read, also on file systems that otherwise save themselves the trouble.
        File.SetLastAccessTimeUtc(named, DateTime.UnixEpoch);
        var failure = await fixture.FailureAsync(fixture.Write("list.mp4", Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, named))));
        Assert.True(failure.Kind is MediaFailure.RefusedFormat or MediaFailure.NotMedia, failure.Message);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastAccessTimeUtc(named));
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_refused_format_is_named()
    {
        var failure = await RefusedAsync("ffconcat version 1.0\nfile '/etc/hostname'\n"u8.ToArray(), MediaFailure.RefusedFormat, "'concat'");
        Assert.Contains("give the video", failure.Message, StringComparison.Ordinal);
        await RefusedAsync("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/hostname\n"u8.ToArray(), MediaFailure.RefusedFormat, "'hls'");
    }

    [Fact]
    public async Task A_frame_of_20000_by_20000_is_refused_without_decoding_it()
    {
        var failure = await RefusedAsync(Png(20_000, 20_000), MediaFailure.LimitExceeded, "20000×20000");
        Assert.Contains("Media:MaxPixels", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_above_the_limit_are_refused_by_the_header_and_by_the_decoder()
    {
        await using var fixture = new MediaFixture(options => options with { MaxPixels = 64 * 64 });
        Assert.Equal(MediaFailure.LimitExceeded, (await fixture.FailureAsync(SampleVideos.Mp4())).Kind);

        // A stream that grows only later passes the header's check and is stopped by the decoder.
        var small = SampleVideos.Make("limit-small.ts", [.. SampleVideos.Pattern(30, "48x48"), "-c:v", "mpeg2video"]);
        var large = SampleVideos.Make("limit-large.ts", [.. SampleVideos.Pattern(3, "160x96"), "-c:v", "mpeg2video", "-output_ts_offset", "30"]);
        var path = SampleVideos.Write("limit-grows.ts", to => File.WriteAllBytes(to, [.. File.ReadAllBytes(small), .. File.ReadAllBytes(large)]));
        Assert.Equal((48, 48), await fixture.ProbeAsync(path) is { Video: { } video } ? (video.Width, video.Height) : default);
        Assert.Equal(MediaFailure.LimitExceeded, (await fixture.FailureAsync(path)).Kind);
    }

    [Fact]
    public async Task Huge_declared_dimensions_are_refused()
    {
        var raw = SampleVideos.Make("frames.mov", [.. SampleVideos.Pattern(1, "64x48", 5), "-c:v", "rawvideo", "-pix_fmt", "yuyv422"]);
        await RefusedAsync(Mp4Patch.Resize(File.ReadAllBytes(raw), "yuvs", 20_000, 20_000), MediaFailure.LimitExceeded, "20000×20000");
    }

    [Fact]
    public async Task A_declared_length_of_zero_is_refused() =>
        await RefusedAsync(Mp4Patch.Declare(File.ReadAllBytes(SampleVideos.Mp4()), 0), MediaFailure.NotMedia, "length of zero");

    [Fact]
    public async Task A_declared_length_of_30_hours_is_refused() =>
        await RefusedAsync(Mp4Patch.Declare(File.ReadAllBytes(SampleVideos.Mp4()), 30 * 3600), MediaFailure.LimitExceeded, "30:00:00");

    [Fact]
    public async Task More_streams_than_allowed_are_refused()
    {
        var path = SampleVideos.Make("streams.mkv", [.. SampleVideos.Pattern(1, "32x32"), .. Enumerable.Repeat("0", 6).SelectMany(input => (string[])["-map", input]), "-c:v", "libx264", "-preset", "ultrafast"]);
        await using var fixture = new MediaFixture(options => options with { MaxStreams = 5 });
        var failure = await fixture.FailureAsync(path);
        Assert.Equal(MediaFailure.LimitExceeded, failure.Kind);
        Assert.Contains("Media:MaxStreams", failure.Message, StringComparison.Ordinal);
        await using var enough = new MediaFixture(options => options with { MaxStreams = 6 });
        Assert.Equal(6, (await enough.ProbeAsync(path)).StreamCount);
    }

    [Fact]
    public async Task Subtitles_alone_are_refused_by_what_they_are()
    {
        var text = SampleVideos.Write("words.srt", to => File.WriteAllText(to, "1\n00:00:01,000 --> 00:00:02,000\nhello\n\n"));
        var path = SampleVideos.Make("words.mkv", "-i", text, "-c:s", "srt");
        await using var fixture = new MediaFixture();
        var failure = await fixture.FailureAsync(path);
        Assert.Equal(MediaFailure.NotMedia, failure.Kind);
        Assert.Contains("subtitle (subrip)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    [InlineData("flv")]
    [InlineData("avi")]
    [InlineData("wav")]
    public async Task A_truncated_file_gives_what_it_has_and_then_says_so(string container)
    {
        var whole = container == "wav"
            ? SampleVideos.Make("whole.wav", SampleVideos.Tone(30))
            : SampleVideos.Make("whole." + container, "-i", SampleVideos.Mp4(30), "-c", "copy", "-movflags", "+faststart");
        await using var fixture = new MediaFixture();
        var read = await fixture.ReadAsync(whole);
        Assert.InRange(read.Sum(segment => segment.Seconds), 30, 31);

        var bytes = File.ReadAllBytes(whole);
        var path = fixture.Write("half." + container, bytes[..(bytes.Length / 2)]);
        await using var media = await fixture.OpenAsync(path);
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        var seconds = 0;
        var failure = await Assert.ThrowsAsync<MediaException>(async () =>
        {
            await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, MediaFixture.Cancel))
            {
                using (segment)
                {
                    seconds += segment.Seconds;
                    Assert.False(segment.IsLast);
                }
            }
        });
        Assert.Equal(MediaFailure.Truncated, failure.Kind);
        Assert.InRange(seconds, 12, 18);
        Assert.Contains("30.", failure.Message, StringComparison.Ordinal);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_stream_without_a_declared_length_may_end_anywhere()
    {
        var path = SampleVideos.Make("live.mkv", "-i", SampleVideos.Mp4(30), "-c", "copy", "-live", "1");
        await using var fixture = new MediaFixture();
        var info = await fixture.ProbeAsync(path);
        Assert.False(info.DurationIsDeclared);
        var bytes = File.ReadAllBytes(path);
        var read = await fixture.ReadAsync(fixture.Write("half.mkv", bytes[..(bytes.Length / 2)]));
        Assert.True(read[^1].IsLast);
    }

    [Fact]
    public async Task Media_that_turns_out_longer_than_allowed_is_stopped()
    {
        var path = SampleVideos.Make("live.mkv", "-i", SampleVideos.Mp4(30), "-c", "copy", "-live", "1");
        await using var fixture = new MediaFixture(options => options with { MaxDuration = TimeSpan.FromSeconds(20) });
        var failure = await fixture.FailureAsync(path);
        Assert.Equal(MediaFailure.LimitExceeded, failure.Kind);
        Assert.Contains("Media:MaxDuration", failure.Message, StringComparison.Ordinal);
        fixture.AssertNothingLeft();
    }

    private static async Task<MediaException> RefusedAsync(byte[] bytes, MediaFailure kind, string text)
    {
        await using var fixture = new MediaFixture();
        var failure = await fixture.FailureAsync(fixture.Write("bad.mp4", bytes));
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.Contains("bad.mp4", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        fixture.AssertNothingLeft();
        return failure;
    }

    // A real PNG of black lines, tiny when compressed.
    private static byte[] Png(int width, int height)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk("IHDR"u8, header);
        using var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = new byte[1 + (width * 3)];
            for (var i = 0; i < 200; i++) deflate.Write(line);
        }

        Chunk("IDAT"u8, data.ToArray());
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] content)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
            file.Write(number);
            byte[] body = [.. type, .. content];
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
            file.Write(number);
        }

        static uint Crc(byte[] bytes)
        {
            var crc = ~0u;
            foreach (var value in bytes)
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }

            return ~crc;
        }
    }
}

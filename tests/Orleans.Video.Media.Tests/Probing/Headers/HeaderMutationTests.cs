using System.Buffers.Binary;

namespace Orleans.Video.Media.Tests.Probing.Headers;

public sealed class HeaderMutationTests
{
    private const int PerFile = 300;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("plain.mp4")]
    [InlineData("faststart.mp4")]
    [InlineData("two-languages.mp4")]
    [InlineData("late-pictures.mp4")]
    [InlineData("hevc.mp4")]
    [InlineData("six-channels.m4a")]
    [InlineData("two-languages.mkv")]
    [InlineData("vp9.webm")]
    public async Task Mutated_headers_say_nothing_or_something_within_all_limits(string name)
    {
        var original = File.ReadAllBytes(OrdinaryFiles.Make(name));
        var headers = Headers(original);
        await using var fixture = new MediaFixture(static options => options with { MaxPixels = 200 * 200, MaxStreams = 4, MaxDuration = Longest });
        var said = 0;
        for (var seed = 0; seed < PerFile; seed++)
        {
            var path = fixture.Write("mutated", Mutate(original, headers, new Random(seed)));
            await using var media = await fixture.OpenAsync(path);
            if (fixture.Library.Prober.ReadHeaders(media) is not { } info) continue;
            said++;
            Assert.InRange(info.Duration!.Value, TimeSpan.Zero, Longest);
            Assert.InRange(info.StreamCount, 1, 4);
            Assert.True(info.Video is not null || info.Audio is not null);
            if (info.Video is { } video)
            {
                Assert.InRange(video.Width * video.Height, 1, 200 * 200);
                Assert.InRange(video.FrameRate, 0, 1e10);
                Assert.InRange(video.Index, 0, info.StreamCount - 1);
            }

            if (info.Audio is not { } audio) continue;
            Assert.InRange(audio.SampleRate, 1, 96_000);
            Assert.InRange(audio.Channels, 1, 8);
            Assert.InRange(audio.Index, 0, info.StreamCount - 1);
        }

        // Dates, names and sample sizes may change; most of the rest may not.
        Assert.InRange(said, 1, PerFile - 50);
    }

    [Fact]
    public async Task A_header_beyond_a_limit_is_left_to_ffprobe_which_refuses_it()
    {
        await using var fixture = new MediaFixture(static options => options with { MaxPixels = 64 * 64 });
        var path = OrdinaryFiles.Make("plain.mp4");
        await using var media = await fixture.OpenAsync(path);
        Assert.Null(fixture.Library.Prober.ReadHeaders(media));
        Assert.Equal(MediaFailure.LimitExceeded, (await fixture.FailureAsync(path)).Kind);
    }

    [Fact]
    public async Task Headers_before_a_missing_end_are_left_to_ffprobe()
    {
        var whole = File.ReadAllBytes(OrdinaryFiles.Make("faststart.mp4"));
        await using var fixture = new MediaFixture();
        foreach (var length in new[] { whole.Length - 1, whole.Length / 2, Headers(whole).End, Headers(whole).End - 1, 40, 12, 4, 0 })
        {
            await using var media = await fixture.OpenAsync(fixture.Write("cut", whole[..length]));
            Assert.Null(fixture.Library.Prober.ReadHeaders(media));
        }
    }

    private static (int Start, int End) Headers(byte[] file)
    {
        var cluster = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x1F, 0x43, 0xB6, 0x75]);
        if (file[0] == 0x1A) return (0, cluster + 64);
        var name = file.AsSpan().IndexOf("moov"u8);
        return (name - 4, name - 4 + (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(name - 4)));
    }

    private static byte[] Mutate(byte[] original, (int Start, int End) headers, Random random)
    {
        var bytes = (byte[])original.Clone();
        int At(int room = 1) => random.Next(headers.Start, headers.End - room + 1);
        switch (random.Next(5))
        {
            case 0:
                for (var i = random.Next(1, 6); i > 0; i--) bytes[At()] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                // A number made extreme, wherever it is a size, a count or a time.
                uint[] extremes = [0, 1, 7, 8, int.MaxValue, 0x80000000, uint.MaxValue - 1, uint.MaxValue];
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(At(4)), extremes[random.Next(extremes.Length)]);
                return bytes;
            case 2:
                return bytes[..random.Next(bytes.Length)];
            case 3:
                var length = random.Next(1, (headers.End - headers.Start) / 4);
                Array.Copy(original, At(length), bytes, At(length), length);
                return bytes;
            default:
                random.NextBytes(bytes.AsSpan(At(8), 8));
                return bytes;
        }
    }
}

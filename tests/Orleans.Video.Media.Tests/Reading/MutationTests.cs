using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class MutationTests
{
    private const int PerContainer = 10;

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    [InlineData("webm")]
    [InlineData("mpg")]
    [InlineData("wav")]
    [InlineData("avi")]
    public async Task A_mutated_file_is_read_or_refused_with_a_reason_and_leaves_nothing(string container)
    {
        var original = File.ReadAllBytes(Make(container));
        await using var fixture = new MediaFixture();
        for (var seed = 0; seed < PerContainer; seed++)
        {
            var path = fixture.Write($"mutation-{seed}.{container}", Mutate(original, new Random((container.Length * 1000) + seed)));
            try
            {
                var read = await fixture.ReadAsync(path);
                Assert.True(read[^1].IsLast);
                Assert.Equal(Enumerable.Range(0, read.Count), read.Select(segment => segment.Index));
            }
            catch (MediaException failure)
            {
                Assert.Contains($"mutation-{seed}", failure.Message, StringComparison.Ordinal);
                Assert.DoesNotContain("/proc/", failure.Message, StringComparison.Ordinal);
            }

            fixture.AssertNothingLeft();
        }
    }

    private static string Make(string container) => SampleVideos.Make("mutate." + container, container switch
    {
        "wav" => SampleVideos.Tone(2, 8000),
        "webm" => [.. SampleVideos.Pattern(2, "48x32", 10), .. SampleVideos.Tone(2, 48000), "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"],
        "mpg" => [.. SampleVideos.Pattern(2, "48x32", 25), .. SampleVideos.Tone(2), "-c:v", "mpeg1video", "-c:a", "mp2"],
        "avi" => [.. SampleVideos.Pattern(2, "48x32", 10), .. SampleVideos.Tone(2), "-c:v", "mpeg4", "-c:a", "libmp3lame"],
        _ => [.. SampleVideos.Pattern(2, "48x32", 10), .. SampleVideos.Tone(2), "-c:v", "libx264", "-c:a", "aac"],
    });

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        switch (random.Next(3))
        {
            case 0:
                // Bits flipped, half of them in the headers.
                for (var i = random.Next(1, 40); i > 0; i--) bytes[random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 2048))] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            default:
                // A piece moved over another.
                var length = random.Next(1, bytes.Length / 4);
                Array.Copy(original, random.Next(bytes.Length - length), bytes, random.Next(bytes.Length - length), length);
                return bytes;
        }
    }
}

using CsCheck;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Tests.Data.Waves;

/// <summary>WAV files: what is read, and what is refused.</summary>
public sealed class WaveFileTests
{
    [Fact]
    public void What_is_written_reads_back() => Gen.Short.Array[0, 300].Select(Gen.Int[1_000, 192_000]).Sample((samples, rate) =>
    {
        var read = WaveFile.Read(new WaveFile(rate, samples).Write());
        Assert.Equal(rate, read.SampleRate);
        Assert.Equal(samples, read.Samples);
    });

    [Theory]
    [InlineData(1, 8, new byte[] { 128, 255, 0 }, new short[] { 0, 32512, -32768 })]
    [InlineData(1, 16, new byte[] { 0, 0, 0xFF, 0x7F, 0, 0x80 }, new short[] { 0, 32767, -32768 })]
    [InlineData(1, 24, new byte[] { 0, 0, 0, 0, 0, 0x40, 0, 0, 0x80 }, new short[] { 0, 16384, -32768 })]
    [InlineData(1, 32, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x80 }, new short[] { 0, 16384, -32768 })]
    [InlineData(3, 32, new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x3F, 0, 0, 0x80, 0xC1 }, new short[] { 0, 16384, -32768 })]
    [InlineData(0xFFFE, 16, new byte[] { 0, 0, 0xFF, 0x7F, 0, 0x80 }, new short[] { 0, 32767, -32768 })]
    public void Samples_of_every_width_have_full_scale_at_32768(int kind, int bits, byte[] data, short[] expected) =>
        Assert.Equal(expected, WaveFile.Read(WaveBytes.File(kind, 1, bits, data)).Samples);

    [Fact]
    public void Channels_are_mixed_and_an_incomplete_last_sample_is_left_out() =>
        Assert.Equal([1000, -5], WaveFile.Read(WaveBytes.File(1, 2, 16, [0xD0, 0x07, 0, 0, 0xF6, 0xFF, 0, 0, 7, 7])).Samples);

    [Theory]
    [InlineData(0x7FFF_F000u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0xFFFF_FFFFu)]
    public void A_file_that_was_written_to_a_pipe_ends_where_it_ends(uint declared) =>
        Assert.Equal([1, 2], WaveFile.Read(WaveBytes.File(1, 1, 16, [1, 0, 2, 0], declared)).Samples);

    [Fact]
    public void What_is_no_such_file_is_refused_with_the_reason()
    {
        Assert.Contains("does not begin", Refuse("RIFF"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("does not begin", Refuse("RIFF....AVI LIST"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("no samples", Refuse("RIFF....WAVE"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("what its samples are", Refuse([.. "RIFF....WAVE"u8, .. "data"u8, 2, 0, 0, 0, 1, 0]), StringComparison.Ordinal);
        Assert.Contains("before its declared end", Refuse(WaveBytes.File(1, 1, 16, [1, 0, 2, 0], declared: 5)), StringComparison.Ordinal);
        Assert.Contains("0 channels", Refuse(WaveBytes.File(1, 0, 16, [])), StringComparison.Ordinal);
        Assert.Contains("17 channels", Refuse(WaveBytes.File(1, 17, 16, [])), StringComparison.Ordinal);
        Assert.Contains("kind 1 and 12 bits", Refuse(WaveBytes.File(1, 1, 12, [])), StringComparison.Ordinal);
        Assert.Contains("kind 3 and 64 bits", Refuse(WaveBytes.File(3, 1, 64, [])), StringComparison.Ordinal);
        Assert.Contains("999 samples a second", Refuse(WaveBytes.File(1, 1, 16, [], rate: 999)), StringComparison.Ordinal);
        Assert.Contains("not a number", Refuse(WaveBytes.File(3, 1, 32, [0, 0, 0xC0, 0x7F])), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_done_to_a_file_it_is_read_or_refused_and_nothing_else()
    {
        var good = WaveBytes.File(0xFFFE, 2, 24, new byte[60]);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Int[0, good.Length]).Sample((place, value, length) =>
        {
            var bytes = good[..];
            bytes[place] = value;
            try
            {
                Assert.True(WaveFile.Read(bytes.AsSpan(0, length)).Samples.Length <= 60);
            }
            catch (InvalidDataException)
            {
                // Refused.
            }
        });
    }

    private static string Refuse(byte[] file) => Assert.Throws<InvalidDataException>(() => WaveFile.Read(file)).Message;
}

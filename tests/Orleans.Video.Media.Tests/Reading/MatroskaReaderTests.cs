using CsCheck;
using Orleans.Video.Media.Reading;

namespace Orleans.Video.Media.Tests.Reading;

public sealed class MatroskaReaderTests
{
    // EBML head, a segment of unknown size, two tracks, a cluster of unknown size at 5 s with two blocks and a block group.
    private static readonly byte[] Sample =
    [
        0x1A, 0x45, 0xDF, 0xA3, 0x84, 1, 2, 3, 4,
        0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xEC, 0x40, 0x03, 9, 9, 9,
        0x15, 0x49, 0xA9, 0x66, 0x87, 0x2A, 0xD7, 0xB1, 0x83, 0x0F, 0x42, 0x40,
        0x16, 0x54, 0xAE, 0x6B, 0x90, 0xAE, 0x86, 0xD7, 0x81, 1, 0x83, 0x81, 1, 0xAE, 0x86, 0xD7, 0x81, 2, 0x83, 0x81, 2,
        0x1F, 0x43, 0xB6, 0x75, 0xFF, 0xE7, 0x82, 0x13, 0x88,
        0xA3, 0x86, 0x81, 0x00, 0x00, 0x80, 7, 8,
        0xA3, 0x85, 0x82, 0xFF, 0xF6, 0x80, 5,
        0xA0, 0x89, 0xA1, 0x85, 0x81, 0x00, 0x7D, 0x00, 6, 0x9B, 0x80,
    ];

    [Fact]
    public async Task Blocks_come_with_their_track_time_and_bytes()
    {
        var (packets, payloads) = await ReadAsync(Sample, int.MaxValue);
        Assert.Equal([new(TrackKind.Video, 5000, 2), new(TrackKind.Audio, 4990, 1), new(TrackKind.Video, 5125, 1)], packets);
        Assert.Equal([7, 8, 5, 6], payloads);
    }

    [Fact]
    public async Task How_the_bytes_arrive_makes_no_difference() =>
        Assert.Equal((await ReadAsync(Sample, int.MaxValue)).Packets, (await ReadAsync(Sample, 1)).Packets);

    [Fact]
    public async Task A_block_larger_than_expected_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Sample, int.MaxValue, largest: 1));

    [Fact]
    public void A_stream_that_was_tampered_with_ends_or_is_refused()
    {
        var gen = Gen.Select(Gen.Int[0, Sample.Length], Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Byte).Array[0, 6]);
        gen.Sample(change =>
        {
            var (length, edits) = change;
            var bytes = (byte[])Sample.Clone();
            foreach (var (at, value) in edits) bytes[at] = value;
            try
            {
                // Streams in memory complete at once.
                var (packets, payloads) = ReadAsync(bytes[..length], 3).GetAwaiter().GetResult();
                return packets.Sum(packet => packet.Length) == payloads.Length && payloads.Length <= length;
            }
            catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
            {
                return true;
            }
        });
    }

    private static async Task<(List<MediaPacket> Packets, byte[] Payloads)> ReadAsync(byte[] bytes, int step, int largest = 100)
    {
        using var stream = new Stepwise(bytes, step);
        var reader = new MatroskaReader(stream, largest);
        var packets = new List<MediaPacket>();
        var payloads = new List<byte>();
        while (await reader.NextAsync(CancellationToken.None) is { } packet)
        {
            var payload = new byte[packet.Length];
            await reader.ReadPayloadAsync(payload, CancellationToken.None);
            packets.Add(packet);
            payloads.AddRange(payload);
        }

        return (packets, [.. payloads]);
    }

    private sealed class Stepwise(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, step)], cancellationToken);
    }
}

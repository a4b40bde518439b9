using System.Text;
using CsCheck;
using Lucene.Net.Store;
using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests.Words;

public sealed class MemoryDirectoryTests
{
    [Fact]
    public void What_was_written_is_read_in_any_pieces() =>
        Gen.Select(Gen.Int[0, 3 * MemoryFile.BlockBytes], Gen.Int[1, 40_000], Gen.Int[1, 40_000], Gen.Int).Sample((length, writes, reads, seed) =>
        {
            var bytes = new byte[length];
            new Random(seed).NextBytes(bytes);
            using var directory = new MemoryDirectory();
            Write(directory, "f", bytes, writes);

            Assert.Equal(length, directory.FileLength("f"));
            Assert.Equal(length, directory.Blocks.Sum(static block => block.Length));
            using var input = directory.OpenInput("f", IOContext.DEFAULT);
            var read = new byte[length];
            for (var i = 0; i < length; i += reads) input.ReadBytes(read, i, Math.Min(reads, length - i));
            Assert.Equal(bytes, read);
            Assert.Throws<EndOfStreamException>(() => input.ReadByte());
            for (var i = 0; i < Math.Min(length, 5); i++)
            {
                var at = (int)((long)i * length / 5);
                input.Seek(at);
                using var clone = (IndexInput)input.Clone();
                Assert.Equal(bytes[at], clone.ReadByte());
                Assert.Equal((at, at + 1L), (input.Position, clone.Position));
            }
        }, iter: 100);

    [Fact]
    public void The_checksum_is_that_of_zip()
    {
        using var directory = new MemoryDirectory();
        using var output = directory.CreateOutput("f", IOContext.DEFAULT);
        output.WriteBytes(Encoding.ASCII.GetBytes("1234"), 4);
        Assert.Equal(0x9BE3E0A3, output.Checksum);
        output.WriteBytes(Encoding.ASCII.GetBytes("56789"), 5);
        Assert.Equal(0xCBF43926, output.Checksum);
    }

    [Fact]
    public void A_deleted_file_keeps_its_bytes_for_its_readers_and_is_overwritten_after_the_last()
    {
        using var directory = new MemoryDirectory();
        Write(directory, "f", [.. Enumerable.Repeat((byte)7, 20_000)], 20_000);
        var blocks = directory.Blocks.ToList();
        var (first, second) = (directory.OpenInput("f", IOContext.DEFAULT), directory.OpenInput("f", IOContext.DEFAULT));

        directory.DeleteFile("f");
        Assert.Throws<FileNotFoundException>(() => directory.OpenInput("f", IOContext.DEFAULT));
        first.Dispose();
        first.Dispose();
        Assert.Equal(7, second.ReadByte());
        second.Seek(19_999);
        Assert.Equal(7, second.ReadByte());
        second.Dispose();

        Assert.All(blocks, static block => Assert.All(block, static value => Assert.Equal(0, value)));
        Assert.Empty(directory.ListAll());
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("'gone'", Assert.Throws<FileNotFoundException>(() => new MemoryDirectory().DeleteFile("gone")).Message);

    private static void Write(MemoryDirectory directory, string name, byte[] bytes, int piece)
    {
        using var output = directory.CreateOutput(name, IOContext.DEFAULT);
        for (var i = 0; i < bytes.Length; i += piece)
        {
            if (i % 2 == 0) output.WriteByte(bytes[i]);
            var (from, to) = (i + (i % 2 == 0 ? 1 : 0), Math.Min(bytes.Length, i + piece));
            output.WriteBytes(bytes, from, to - from);
        }
    }
}

using System.Diagnostics;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Opening;

public sealed class BlobTests
{
    [Fact]
    public async Task A_blob_on_disk_and_a_blob_that_streams_read_alike()
    {
        var bytes = File.ReadAllBytes(SampleVideos.Mp4());
        await using var onDisk = new MediaFixture(blobs: (_, _) => ValueTask.FromResult<Stream?>(File.OpenRead(SampleVideos.Mp4())));
        await using var streamed = new MediaFixture(blobs: (_, _) => ValueTask.FromResult<Stream?>(new Trickle(bytes)));
        var first = await onDisk.ReadAsync("blob:a/b");
        var second = await streamed.ReadAsync("blob:a/b");
        Assert.Equal(first.Select(segment => segment.Digest), second.Select(segment => segment.Digest));
        await using (var media = await streamed.OpenAsync("blob:a/b"))
        {
            Assert.Equal("sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), media.Identity);
            // It has no name even while it is open.
            streamed.AssertNothingLeft();
        }
    }

    [Fact]
    public async Task A_missing_blob_is_not_found()
    {
        await using var fixture = new MediaFixture();
        Assert.Equal(MediaFailure.NotFound, (await fixture.FailureAsync("blob:none")).Kind);
    }

    [Fact]
    public async Task A_blob_above_the_limit_is_refused_and_leaves_nothing()
    {
        await using var fixture = new MediaFixture(options => options with { MaxBytes = 1000 }, (_, _) => ValueTask.FromResult<Stream?>(new Trickle(new byte[5000])));
        Assert.Equal(MediaFailure.TooLarge, (await fixture.FailureAsync("blob:large")).Kind);
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_store_that_fails_is_told_as_such_and_leaves_nothing()
    {
        await using var fixture = new MediaFixture(blobs: (_, _) => ValueTask.FromResult<Stream?>(new Trickle(new byte[5000]) { FailsWith = new IOException("No space left on device", 28) }));
        var failure = await fixture.FailureAsync("blob:any");
        Assert.Equal((MediaFailure.Network, true), (failure.Kind, failure.IsTransient));
        fixture.AssertNothingLeft();
    }

    [Fact]
    public async Task A_full_disk_is_told_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.Path) != 0) Assert.Skip("needs the right to mount a small file system");
        try
        {
            await using var fixture = new MediaFixture(options => options with { StagingFolder = folder.Path }, (_, _) => ValueTask.FromResult<Stream?>(new Trickle(new byte[200_000])));
            var failure = await fixture.FailureAsync("blob:any");
            Assert.Equal((MediaFailure.DiskFull, true), (failure.Kind, failure.IsTransient));
            Assert.Contains("Media:StagingFolder", failure.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        }
        finally
        {
            await RunAsync("umount", folder.Path);
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.StandardError.ReadToEndAsync(MediaFixture.Cancel);
        await process.WaitForExitAsync(MediaFixture.Cancel);
        return process.ExitCode;
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept()
    {
        using var folder = new TemporaryFolder();
        var left = folder.File("staged-0123.part");
        await File.WriteAllBytesAsync(left, [1], MediaFixture.Cancel);
        await using var fixture = new MediaFixture(options => options with { StagingFolder = folder.Path });
        Assert.False(File.Exists(left));
    }

    /// <summary>Gives its bytes in odd pieces and cannot seek.</summary>
    private sealed class Trickle(byte[] bytes) : Stream
    {
        private int _at;

        public IOException? FailsWith { get; init; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (FailsWith is not null && _at > 0) throw FailsWith;
            var step = Math.Min(Math.Min(count, 997), bytes.Length - _at);
            bytes.AsSpan(_at, step).CopyTo(buffer.AsSpan(offset));
            _at += step;
            return step;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

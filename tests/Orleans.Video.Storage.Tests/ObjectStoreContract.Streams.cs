using Xunit;

namespace Orleans.Video.Storage.Tests;

public abstract partial class ObjectStoreContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(8 * 1024 * 1024)] // the size of a block
    [InlineData((16 * 1024 * 1024) + 12_345)]
    public async Task A_streamed_put_stores_every_byte_and_says_length_and_hash(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var source = new DrippingStream(bytes);
        var put = await Store.PutStreamAsync("s/big", source, length, ct: Ct);
        Assert.Equal(length, put.Length);
        Assert.Equal(Sha256(bytes), put.Sha256);
        var stored = await Store.GetAsync("s/big", Ct);
        Assert.Equal(put.ETag, stored!.ETag);
        Assert.True(stored.Content.Span.SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_put_larger_than_a_block_stores_every_byte()
    {
        var bytes = new byte[(8 * 1024 * 1024) + 1];
        new Random(9).NextBytes(bytes);
        var etag = await Store.PutAsync("big", bytes, PutCondition.IfAbsent, Ct);
        var stored = await Store.GetAsync("big", Ct);
        Assert.Equal(etag, stored!.ETag);
        Assert.True(stored.Content.Span.SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(1000, 999)]
    [InlineData((8 * 1024 * 1024) + 1, 8 * 1024 * 1024)]
    public async Task A_stream_over_the_limit_is_refused_and_what_was_there_stays(int length, int limit)
    {
        await Store.PutAsync("a", Bytes("before"), ct: Ct);
        using var source = new DrippingStream(new byte[length]);
        var refusal = await Assert.ThrowsAsync<ObjectTooLargeException>(async () => await Store.PutStreamAsync("a", source, limit, ct: Ct));
        Assert.Equal(limit, refusal.MaxBytes);
        Assert.Equal("before", await TextAsync("a"));
        using var again = new DrippingStream(new byte[length]);
        await Assert.ThrowsAsync<ObjectTooLargeException>(async () => await Store.PutStreamAsync("new", again, limit, ct: Ct));
        Assert.Equal(["a"], await NamesAsync(""));
        Assert.Null(await Store.GetAsync("new", Ct));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(9 * 1024 * 1024)]
    public async Task A_stream_that_fails_passes_its_failure_on_and_leaves_nothing(int after)
    {
        using var source = new DrippingStream(new byte[after], atEnd: () => throw new InvalidDataException("the upload broke off"));
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Store.PutStreamAsync("a/b", source, long.MaxValue, ct: Ct));
        Assert.Empty(await NamesAsync(""));
        Assert.Null(await Store.GetAsync("a/b", Ct));
        Assert.Null(await Store.OpenReadAsync("a/b", Ct));
        await Store.PutAsync("a/b", default, PutCondition.IfAbsent, Ct);
    }

    [Fact]
    public async Task A_cancelled_streamed_put_leaves_what_was_there()
    {
        await Store.PutAsync("a", Bytes("before"), ct: Ct);
        using var cancel = new CancellationTokenSource();
        using var source = new DrippingStream(new byte[200_000], atEnd: cancel.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.PutStreamAsync("a", source, long.MaxValue, ct: cancel.Token));
        Assert.Equal("before", await TextAsync("a"));
    }

    [Fact]
    public async Task A_streamed_put_keeps_to_its_condition()
    {
        using var large = new MemoryStream(new byte[9 * 1024 * 1024]);
        var etag = (await Store.PutStreamAsync("a", large, long.MaxValue, PutCondition.IfAbsent, Ct)).ETag;
        foreach (var length in new[] { 10, 9 * 1024 * 1024 })
        {
            using var refused = new MemoryStream(new byte[length]);
            await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutStreamAsync("a", refused, long.MaxValue, PutCondition.IfAbsent, Ct));
            using var stale = new MemoryStream(new byte[length]);
            await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutStreamAsync("absent", stale, long.MaxValue, PutCondition.IfMatch(etag), Ct));
            using var taken = new MemoryStream(new byte[length]);
            etag = (await Store.PutStreamAsync("a", taken, long.MaxValue, PutCondition.IfMatch(etag), Ct)).ETag;
            Assert.Equal(length, (await Store.GetAsync("a", Ct))!.Content.Length);
        }

        Assert.Equal(["a"], await NamesAsync(""));
    }

    /// <summary>A stream that cannot seek and gives less than it is asked for, as a socket does.</summary>
    protected sealed class DrippingStream(byte[] bytes, Action? atEnd = null) : Stream
    {
        private readonly Random _random = new(bytes.Length);
        private int _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var left = bytes.Length - _position;
            if (left == 0) atEnd?.Invoke();
            var length = Math.Min(left, _random.Next(1, count + 1));
            Array.Copy(bytes, _position, buffer, offset, length);
            _position += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

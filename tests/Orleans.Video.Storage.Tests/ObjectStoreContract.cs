using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Orleans.Video.Storage.Tests;

/// <summary>What holds for every backend.</summary>
public abstract partial class ObjectStoreContract : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected IObjectStore Store { get; private set; } = null!;

    /// <summary>A store with nothing in it, which the derived class cleans away.</summary>
    protected abstract Task<IObjectStore> OpenEmptyAsync();

    public async ValueTask InitializeAsync() => Store = await OpenEmptyAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<string?> TextAsync(string name) =>
        await Store.GetAsync(name, Ct) is { } stored ? Encoding.UTF8.GetString(stored.Content.Span) : null;

    protected async Task<List<string>> NamesAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var entry in Store.ListAsync(prefix, Ct)) names.Add(entry.Name);
        return names;
    }

    [Fact]
    public async Task What_is_put_can_be_read_with_the_etag_that_the_put_returned()
    {
        var etag = await Store.PutAsync("a/b", Bytes("one"), ct: Ct);
        var stored = await Store.GetAsync("a/b", Ct);
        Assert.Equal("one"u8.ToArray(), stored!.Content.ToArray());
        Assert.Equal(etag, stored.ETag);
    }

    [Fact]
    public async Task What_was_never_put_is_not_there()
    {
        Assert.Null(await Store.GetAsync("a", Ct));
        Assert.Null(await Store.OpenReadAsync("a/b", Ct));
        Assert.False(await Store.DeleteAsync("a", ct: Ct));
        Assert.False(await Store.DeleteAsync("a/b", PutCondition.IfMatch("0000000000000001"), Ct));
        Assert.Empty(await NamesAsync(""));
        Assert.Empty(await NamesAsync("a/b/c"));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        await Store.PutAsync("empty", default, ct: Ct);
        Assert.Equal(0, (await Store.GetAsync("empty", Ct))!.Content.Length);
        using var none = new MemoryStream();
        var put = await Store.PutStreamAsync("streamed", none, 0, ct: Ct);
        Assert.Equal(0, put.Length);
        Assert.Equal(["empty", "streamed"], await NamesAsync(""));
        await using var stream = await Store.OpenReadAsync("empty", Ct);
        Assert.Equal(0, await stream!.ReadAsync(new byte[1], Ct));
    }

    [Fact]
    public async Task A_name_can_be_an_object_and_a_folder_at_once()
    {
        string[] names = ["a", "a/b", "a/b/c"];
        foreach (var name in names) await Store.PutAsync(name, Bytes(name), ct: Ct);
        foreach (var name in names) Assert.Equal(name, await TextAsync(name));
        Assert.True(await Store.DeleteAsync("a/b", ct: Ct));
        Assert.Equal(["a", "a/b/c"], await NamesAsync(""));
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_are_two_objects()
    {
        await Store.PutAsync("Name", Bytes("upper"), ct: Ct);
        await Store.PutAsync("name", Bytes("lower"), ct: Ct);
        Assert.Equal("upper", await TextAsync("Name"));
        Assert.Equal("lower", await TextAsync("name"));
    }

    [Fact]
    public async Task The_longest_name_and_every_legal_character_can_be_stored()
    {
        var segment = new string('s', ObjectName.MaxSegmentLength);
        string[] names = [string.Join('/', segment, segment, segment, new string('t', 177)), "A-Za-z0-9._~%+-/%2f%41+%25/~"];
        foreach (var name in names) await Store.PutAsync(name, Bytes(name), ct: Ct);
        foreach (var name in names) Assert.Equal(name, await TextAsync(name));
        Assert.Equal(names.Order(StringComparer.Ordinal), await NamesAsync(""));
    }

    [Fact]
    public async Task An_illegal_name_reaches_no_backend()
    {
        const string outside = "../outside";
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.GetAsync(outside, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.OpenReadAsync(outside, Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.PutAsync(outside, default, ct: Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.PutStreamAsync(outside, Stream.Null, 1, ct: Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeleteAsync(outside, ct: Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await NamesAsync(outside));
    }

    [Fact]
    public async Task A_put_if_absent_does_not_replace()
    {
        var etag = await Store.PutAsync("a", Bytes("first"), PutCondition.IfAbsent, Ct);
        var conflict = await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutAsync("a", Bytes("second"), PutCondition.IfAbsent, Ct));
        Assert.Equal("a", conflict.ObjectName);
        Assert.Equal(etag, conflict.CurrentETag);
        Assert.Equal("first", await TextAsync("a"));
    }

    [Fact]
    public async Task A_put_if_match_replaces_only_the_version_it_names()
    {
        var first = await Store.PutAsync("a", Bytes("first"), ct: Ct);
        var second = await Store.PutAsync("a", Bytes("second"), PutCondition.IfMatch(first), Ct);
        Assert.NotEqual(first, second);
        await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutAsync("a", Bytes("third"), PutCondition.IfMatch(first), Ct));
        Assert.Equal("second", await TextAsync("a"));
        Assert.True(await Store.DeleteAsync("a", PutCondition.IfMatch(second), Ct));
        await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.PutAsync("a", Bytes("fourth"), PutCondition.IfMatch(second), Ct));
        Assert.Null(await TextAsync("a"));
    }

    [Fact]
    public async Task A_delete_if_match_removes_only_the_version_it_names()
    {
        var first = await Store.PutAsync("a", Bytes("first"), ct: Ct);
        var second = await Store.PutAsync("a", Bytes("second"), ct: Ct);
        await Assert.ThrowsAsync<ObjectConflictException>(async () => await Store.DeleteAsync("a", PutCondition.IfMatch(first), Ct));
        Assert.Equal("second", await TextAsync("a"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeleteAsync("a", PutCondition.IfAbsent, Ct));
        Assert.True(await Store.DeleteAsync("a", PutCondition.IfMatch(second), Ct));
        Assert.False(await Store.DeleteAsync("a", PutCondition.IfMatch(second), Ct));
    }

    [Fact]
    public async Task The_same_bytes_put_again_are_a_new_version()
    {
        var etags = new HashSet<string>();
        for (var i = 0; i < 20; i++) Assert.True(etags.Add(await Store.PutAsync("a", Bytes("same"), ct: Ct)));
        await Store.DeleteAsync("a", ct: Ct);
        Assert.True(etags.Add(await Store.PutAsync("a", Bytes("same"), ct: Ct)));
    }

    [Fact]
    public async Task A_listing_is_in_ordinal_order_and_keeps_to_its_prefix()
    {
        string[] names = ["a", "a%", "a+b", "a-b", "a-b/c", "a.b", "a/b", "a/b/c", "a/c", "a0", "aA", "aa/b", "b", "b/a/x"];
        foreach (var name in names.Reverse()) await Store.PutAsync(name, Bytes(name + "!"), ct: Ct);
        string[] prefixes = ["", "a", "a/", "a/b", "a-", "a.", "a-b/", "b/a/", "c", "aa/b/c"];
        foreach (var prefix in prefixes)
            Assert.Equal(names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal), await NamesAsync(prefix));
        await foreach (var entry in Store.ListAsync("", Ct)) Assert.Equal(entry.Name.Length + 1, entry.Length);
    }

    [Fact]
    public async Task Deleting_a_prefix_takes_the_folder_and_not_its_namesakes()
    {
        foreach (var name in new[] { "v/1", "v/1/a", "v/1/b/c", "v/10/a" }) await Store.PutAsync(name, Bytes(name), ct: Ct);
        Assert.Equal(2, await Store.DeletePrefixAsync("v/1/", Ct));
        Assert.Equal(["v/1", "v/10/a"], await NamesAsync(""));
        Assert.Equal(0, await Store.DeletePrefixAsync("v/1/", Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeletePrefixAsync("v/1", Ct));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeletePrefixAsync("", Ct));
    }

    [Fact]
    public async Task Json_comes_back_as_the_value_that_went_in()
    {
        var etag = await Store.PutJsonAsync("j", new Dictionary<string, int> { ["x"] = 7 }, PutCondition.IfAbsent, ct: Ct);
        var read = await Store.GetJsonAsync<Dictionary<string, int>>("j", ct: Ct);
        Assert.Equal(etag, read!.ETag);
        Assert.Equal(7, read.Value["x"]);
        Assert.Null(await Store.GetJsonAsync<Dictionary<string, int>>("none", ct: Ct));
        await Store.PutAsync("j", Bytes("{\"x\":"), ct: Ct);
        var failure = await Assert.ThrowsAsync<ObjectStoreException>(async () => await Store.GetJsonAsync<Dictionary<string, int>>("j", ct: Ct));
        Assert.Equal("j", failure.ObjectName);
    }

    [Fact]
    public async Task A_stream_opened_for_reading_can_seek()
    {
        var bytes = new byte[300_000];
        new Random(5).NextBytes(bytes);
        await Store.PutAsync("big", bytes, ct: Ct);
        await using var stream = await Store.OpenReadAsync("big", Ct);
        Assert.True(stream!.CanSeek);
        Assert.Equal(bytes.Length, stream.Length);
        stream.Position = 250_000;
        var tail = new byte[50_000];
        await stream.ReadExactlyAsync(tail, Ct);
        Assert.Equal(bytes[250_000..], tail);
        Assert.Equal(-1, stream.ReadByte());
        stream.Seek(0, SeekOrigin.Begin);
        Assert.Equal(bytes[0], stream.ReadByte());
    }

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

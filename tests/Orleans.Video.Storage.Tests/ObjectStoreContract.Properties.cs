using System.Globalization;
using System.Text;
using CsCheck;
using Xunit;

namespace Orleans.Video.Storage.Tests;

public abstract partial class ObjectStoreContract
{
    private static readonly string[] s_names = ["a", "a/b", "a/b/c", "a-b", "a.b", "ab", "A", "b/a%2f"];
    private static readonly string[] s_prefixes = ["", "a", "a/", "a/b", "b/", "c"];

    private static readonly Gen<Step[]> s_steps =
        Gen.Select(Gen.Enum<Verb>(), Gen.Int[0, 100], Gen.Byte, (verb, at, value) => new Step(verb, at, value)).Array[1, 40];

    private enum Verb
    {
        Get,
        Read,
        Put,
        PutStream,
        PutIfAbsent,
        PutIfMatch,
        PutIfStale,
        Delete,
        DeleteIfMatch,
        DeleteIfStale,
        List,
    }

    private sealed record Step(Verb Verb, int At, byte Value);

    /// <summary>How many random histories to try: an emulated service is slower than a disk.</summary>
    protected abstract long Histories { get; }

    [Fact]
    public async Task Any_history_of_operations_is_the_history_of_a_dictionary() =>
        await s_steps.SampleAsync(
            async steps =>
            {
                var store = await OpenEmptyAsync();
                var model = new SortedDictionary<string, (byte[] Content, string ETag)>(StringComparer.Ordinal);
                var stale = new Dictionary<string, string>();
                foreach (var step in steps) await ApplyAsync(store, model, stale, step);
            },
            iter: Histories,
            threads: 2);

    [Fact]
    public async Task Of_many_puts_if_absent_exactly_one_wins()
    {
        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => WonAsync(
            () => Store.PutAsync("race/a", Bytes($"{i}"), PutCondition.IfAbsent, Ct)))));
        var winner = Assert.Single(Enumerable.Range(0, 16), i => wins[i]);
        Assert.Equal($"{winner}", await TextAsync("race/a"));
    }

    [Fact]
    public async Task Of_many_puts_if_match_exactly_one_wins()
    {
        var etag = await Store.PutAsync("race", Bytes("start"), ct: Ct);
        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => WonAsync(async () =>
        {
            using var content = new MemoryStream(Bytes($"{i}"));
            return (await Store.PutStreamAsync("race", content, 10, PutCondition.IfMatch(etag), Ct)).ETag;
        }))));
        var winner = Assert.Single(Enumerable.Range(0, 16), i => wins[i]);
        Assert.Equal($"{winner}", await TextAsync("race"));
    }

    [Fact]
    public async Task No_increment_by_read_and_put_if_match_is_lost()
    {
        await Store.PutAsync("count", Bytes("0"), ct: Ct);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var left = 5; left > 0;)
            {
                var current = (await Store.GetAsync("count", Ct))!;
                var next = int.Parse(Encoding.UTF8.GetString(current.Content.Span), CultureInfo.InvariantCulture) + 1;
                if (await WonAsync(() => Store.PutAsync("count", Bytes($"{next}"), PutCondition.IfMatch(current.ETag), Ct))) left--;
            }
        })));
        Assert.Equal("20", await TextAsync("count"));
    }

    [Fact]
    public async Task A_reader_sees_whole_versions_only()
    {
        await Store.PutAsync("a", Version(0), ct: Ct);
        var writer = Task.Run(async () =>
        {
            for (byte i = 1; i < 30; i++) await Store.PutAsync("a", Version(i), ct: Ct);
        });
        var reads = 0;
        do
        {
            var stored = (await Store.GetAsync("a", Ct))!.Content;
            Assert.Equal(100_000 + stored.Span[0], stored.Length);
            Assert.Equal(-1, stored.Span.IndexOfAnyExcept(stored.Span[0]));
            reads++;
        }
        while (!writer.IsCompleted || reads < 3);
        await writer;

        static byte[] Version(byte i)
        {
            var bytes = new byte[100_000 + i];
            Array.Fill(bytes, i);
            return bytes;
        }
    }

    private static async Task<bool> WonAsync(Func<ValueTask<string>> put)
    {
        try { await put(); }
        catch (ObjectConflictException) { return false; }
        return true;
    }

    private static async Task ApplyAsync(
        IObjectStore store, SortedDictionary<string, (byte[] Content, string ETag)> model, Dictionary<string, string> stale, Step step)
    {
        var name = s_names[step.At % s_names.Length];
        var there = model.TryGetValue(name, out var current);
        byte[] content = [step.Value, (byte)step.At];
        switch (step.Verb)
        {
            case Verb.Get:
                var got = await store.GetAsync(name, Ct);
                Assert.Equal(there ? current.Content : null, got?.Content.ToArray());
                Assert.Equal(there ? current.ETag : null, got?.ETag);
                break;
            case Verb.Read:
                await using (var stream = await store.OpenReadAsync(name, Ct))
                {
                    Assert.Equal(there, stream is not null);
                    if (stream is null) break;
                    var read = new byte[stream.Length];
                    await stream.ReadExactlyAsync(read, Ct);
                    Assert.Equal(current.Content, read);
                }

                break;
            case Verb.Put:
                Wrote(await store.PutAsync(name, content, ct: Ct));
                break;
            case Verb.PutStream:
                using (var source = new MemoryStream(content)) Wrote((await store.PutStreamAsync(name, source, 2, ct: Ct)).ETag);
                break;
            case Verb.PutIfAbsent when there:
                await RefusedAsync(() => store.PutAsync(name, content, PutCondition.IfAbsent, Ct));
                break;
            case Verb.PutIfAbsent:
                Wrote(await store.PutAsync(name, content, PutCondition.IfAbsent, Ct));
                break;
            case Verb.PutIfMatch when there:
                Wrote(await store.PutAsync(name, content, PutCondition.IfMatch(current.ETag), Ct));
                break;
            case Verb.PutIfMatch or Verb.PutIfStale when stale.TryGetValue(name, out var old):
                await RefusedAsync(() => store.PutAsync(name, content, PutCondition.IfMatch(old), Ct));
                break;
            case Verb.Delete:
                Assert.Equal(there, await store.DeleteAsync(name, ct: Ct));
                Gone();
                break;
            case Verb.DeleteIfMatch when there:
                Assert.True(await store.DeleteAsync(name, PutCondition.IfMatch(current.ETag), Ct));
                Gone();
                break;
            case Verb.DeleteIfStale when there && stale.TryGetValue(name, out var old):
                await RefusedAsync(async () => $"{await store.DeleteAsync(name, PutCondition.IfMatch(old), Ct)}");
                break;
            case Verb.List:
                var prefix = s_prefixes[step.Value % s_prefixes.Length];
                var listed = new List<ObjectEntry>();
                await foreach (var entry in store.ListAsync(prefix, Ct)) listed.Add(entry);
                Assert.Equal(model.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(o => new ObjectEntry(o.Key, o.Value.Content.Length, o.Value.ETag)), listed);
                break;
        }

        void Wrote(string etag)
        {
            Gone();
            model[name] = (content, etag);
        }

        void Gone()
        {
            if (there) stale[name] = current.ETag;
            model.Remove(name);
        }

        static async Task RefusedAsync(Func<ValueTask<string>> change) =>
            await Assert.ThrowsAsync<ObjectConflictException>(async () => await change());
    }
}

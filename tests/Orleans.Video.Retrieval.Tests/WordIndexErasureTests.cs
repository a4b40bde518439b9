using System.Text;
using Orleans.Video.Retrieval.Words;
using Xunit;
using static Orleans.Video.Retrieval.Tests.WordIndexTests;

namespace Orleans.Video.Retrieval.Tests;

public sealed class WordIndexErasureTests
{
    // Compressed blocks and dictionaries share beginnings, so each word is looked for by a part of it that nothing else has.
    private const string Secret = "qzsecretwxword";
    private const string Part = "secretwx";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Removing_a_video_leaves_no_byte_of_it(bool searchedBefore)
    {
        using var index = new WordIndex();
        for (var i = 0; i < 50; i++)
        {
            index.Put(Doc($"v{i:00}", title: $"common words {i}", language: "en", transcript: [new("more words", 0, 1)]));
            if (i % 7 == 0) index.Refresh();
            if (i == 25) index.Put(Victim($"{Secret}-id"));
        }

        if (searchedBefore) Assert.Single(index.Search(new(Secret), 10));
        index.Refresh();
        var blocks = index.Directory.Blocks.ToList();
        Assert.True(Has(blocks, Part), "the test cannot find what it looks for");

        Assert.True(index.Remove($"{Secret}-id"));

        Assert.False(Has(index.Directory.Blocks, Part));
        Assert.False(Has(blocks, Part), "memory that was given up still has it");
        Assert.Empty(index.Search(new(Secret), 10));
        Assert.Empty(index.SearchMoments(new(Secret), 10));
        Assert.Equal(50, index.Search(new("common"), 100).Count);
        Assert.Equal(50, index.SearchMoments(new("more"), 100).Count);
    }

    [Fact]
    public void Removing_a_video_that_no_search_has_seen_leaves_no_byte_of_it()
    {
        using var index = new WordIndex();
        index.Put(Doc("other", title: "other"));
        index.Put(Victim("v"));
        Assert.True(index.Remove("v"));
        Assert.False(Has(index.Directory.Blocks, Part));
        Assert.Single(index.Search(new("other"), 10));
    }

    [Fact]
    public void Removing_the_only_video_leaves_no_file_of_it()
    {
        using var index = new WordIndex();
        index.Put(Victim("v"));
        index.Refresh();
        var blocks = index.Directory.Blocks.ToList();
        Assert.True(index.Remove("v"));
        Assert.All(blocks, static block => Assert.All(block, static value => Assert.Equal(0, value)));
        Assert.Equal((0, 0L), (index.Count, index.Bytes));
    }

    [Fact]
    public void A_replaced_text_is_gone_after_a_purge_or_the_removal_of_any_video()
    {
        foreach (var purge in new Action<WordIndex>[] { static index => index.Purge(), static index => index.Remove("other") })
        {
            using var index = new WordIndex();
            index.Put(Doc("other", title: "other"));
            index.Put(Doc("third", title: "third"));
            index.Put(Victim("v"));
            index.Refresh();
            index.Put(Doc("v", title: "harmless"));
            index.Refresh();
            Assert.True(Has(index.Directory.Blocks, Part), "the test cannot find what it looks for");
            purge(index);
            Assert.False(Has(index.Directory.Blocks, Part));
            Assert.Single(index.Search(new("harmless"), 10));
        }
    }

    [Fact]
    public void Several_videos_are_removed_at_once()
    {
        using var index = new WordIndex();
        for (var i = 0; i < 9; i++) index.Put(Victim($"v{i}"));
        Assert.Equal(8, index.Remove(["v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "unknown", "v7"]));
        Assert.Equal("v8", Assert.Single(index.Search(new(Secret), 10)).VideoId);
        Assert.Equal(0, index.Remove([]));
    }

    [Fact]
    public void Disposing_overwrites_everything()
    {
        var index = new WordIndex();
        index.Put(Victim("v"));
        index.Refresh();
        var blocks = index.Directory.Blocks.ToList();
        Assert.NotEmpty(blocks);
        index.Dispose();
        Assert.All(blocks, static block => Assert.All(block, static value => Assert.Equal(0, value)));
    }

    [Fact]
    public async Task Searches_beside_changes_see_each_video_whole_or_not_at_all()
    {
        using var index = new WordIndex();
        using var done = new CancellationTokenSource();
        index.Put(Doc("still", title: "always here"));
        var searches = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var count = 0;
            for (; !done.IsCancellationRequested || count == 0; count++)
            {
                Assert.Single(index.Search(new("always"), 10));
                foreach (var hit in index.Search(new("moving version"), 10))
                {
                    Assert.Equal("moving", hit.VideoId);
                    Assert.Equal(hit.Snippets[0].Text.Split(' ')[^1], hit.Sentence!.Text.Split(' ')[^1]);
                }

                Assert.True(index.SearchMoments(new("moving"), 10).Count is 0 or 3);
            }

            return count;
        })));
        for (var i = 0; i < 150; i++)
        {
            index.Put(Doc("moving", title: $"moving version {i}", language: "en", transcript: [.. Enumerable.Range(0, 3).Select(n => new TranscriptSentence($"moving to {i}", n, n + 1))]));
            if (i % 5 == 4) Assert.True(index.Remove("moving"));
            if (i % 7 == 6) index.Purge();
        }

        await done.CancelAsync();
        Assert.All(await searches, static count => Assert.True(count > 0));
    }

    private static WordDocument Victim(string id) => new(
        id, $"{Secret} one", $"{Secret}ing two", $"three {Secret}s", "en", [new($"he said {Secret} four", 0, 1), new("and more", 1, 2)]);

    private static bool Has(IEnumerable<byte[]> blocks, string text) =>
        blocks.Any(block => block.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}

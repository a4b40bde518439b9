using BenchmarkDotNet.Attributes;
using Orleans.Video.Retrieval.Words;

namespace Orleans.Video.Benchmarks.Retrieval;

/// <summary>Filling a word index, asking it, and erasing from it, with some 5,000 videos of 350 words.</summary>
public class WordSearch : IDisposable
{
    private const int Videos = 5_000;
    private const int Batch = 1_000;

    private static readonly WordQuery TwoWords = new($"{SampleDocuments.Word(40)} {SampleDocuments.Word(900)}");
    private static readonly WordQuery Rare = new(SampleDocuments.Word(30_000));
    private static readonly WordQuery Phrase = new($"\"{SampleDocuments.Word(2)} {SampleDocuments.Word(3)}\"");
    private static readonly WordQuery Prefix = new("ba*");

    private readonly SampleDocuments _samples = new(seed: 1);
    private WordDocument[] _batch = [];
    private WordIndex _index = null!;
    private int _next;

    [GlobalSetup]
    public void Fill()
    {
        _batch = [.. Enumerable.Range(0, Batch).Select(i => _samples.Next($"batch {i}"))];
        _index = new WordIndex();
        for (var i = 0; i < Videos; i++) _index.Put(_samples.Next($"video {i}"));
        _index.Refresh();
        Console.WriteLine($"// {_index.Count} videos, {_index.Bytes / 1e6:N1} MB");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _index?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    [Amount(Batch, "videos")]
    public int FillWithBatch()
    {
        using var index = new WordIndex();
        foreach (var document in _batch) index.Put(document);
        index.Refresh();
        return index.Count;
    }

    [Benchmark]
    [Amount(1, "searches")]
    public IReadOnlyList<WordHit> TwoWordsInVideos() => _index.Search(TwoWords, 10);

    [Benchmark]
    [Amount(1, "searches")]
    public IReadOnlyList<WordHit> TwoWordsInMoments() => _index.SearchMoments(TwoWords, 10);

    [Benchmark]
    [Amount(1, "searches")]
    public IReadOnlyList<WordHit> RareWordInVideos() => _index.Search(Rare, 10);

    [Benchmark]
    [Amount(1, "searches")]
    public IReadOnlyList<WordHit> PhraseInVideos() => _index.Search(Phrase, 10);

    [Benchmark]
    [Amount(1, "searches")]
    public IReadOnlyList<WordHit> PrefixInVideos() => _index.Search(Prefix, 10);

    [Benchmark]
    [Amount(1, "videos")]
    public IReadOnlyList<WordHit> ReplaceOneThenSearch()
    {
        _index.Put(_batch[0]);
        return _index.Search(Rare, 10);
    }

    [Benchmark]
    [Amount(1, "videos")]
    public bool PutOneThenRemoveIt()
    {
        _index.Put(_batch[1]);
        _index.Refresh();
        return _index.Remove(_batch[1].VideoId);
    }

    /// <summary>The removed video lies among thousands of others, whose segment is rewritten.</summary>
    [Benchmark]
    [Amount(1, "videos")]
    public bool RemoveAnOldOneAndPutItBack()
    {
        _next = (_next + 7) % Videos;
        var removed = _index.Remove($"video {_next}");
        _index.Put(_batch[2] with { VideoId = $"video {_next}" });
        return removed;
    }
}

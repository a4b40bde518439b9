using Lucene.Net.Search;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Finds the sentence that speaks for a video: the best of the documents that follow the video's own.</summary>
internal sealed class BestSentences(KindSearcher searcher, Query? query)
{
    private static readonly HashSet<string> Stored = [Fields.Sentence, Fields.Start, Fields.End];

    /// <summary>For each video the best sentence, the earliest of equals; null where none matches.</summary>
    public IReadOnlyList<TranscriptSentence?> Of(IReadOnlyList<ScoreDoc> videos)
    {
        var found = new TranscriptSentence?[videos.Count];
        if (query is null) return found;

        var walk = new LeafWalk(searcher, query);
        foreach (var i in Enumerable.Range(0, videos.Count).OrderBy(i => videos[i].Doc))
        {
            var video = videos[i].Doc;
            var leaf = walk.LeafOf(video);
            var last = video + leaf.AtomicReader.GetNumericDocValues(Fields.Number).Get(video - leaf.DocBase);
            var (best, bestScore) = (-1, float.NegativeInfinity);
            // A block never leaves its segment, so the next document is in the video's whenever there is a sentence.
            for (var at = video; at < last;)
            {
                at = walk.AdvanceTo(at + 1);
                if (at > last) break;
                if (walk.Score > bestScore) (best, bestScore) = (at, walk.Score);
            }

            if (best >= 0) found[i] = Read(searcher, best);
        }

        return found;
    }

    public static TranscriptSentence Read(KindSearcher searcher, int document)
    {
        var stored = searcher.Doc(document, Stored);
        return new TranscriptSentence(
            stored.Get(Fields.Sentence)!,
            stored.GetField(Fields.Start)!.GetDoubleValue()!.Value,
            stored.GetField(Fields.End)!.GetDoubleValue()!.Value);
    }
}

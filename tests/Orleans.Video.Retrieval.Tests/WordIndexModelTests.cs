using CsCheck;
using Orleans.Video.Retrieval.Words;
using Xunit;

namespace Orleans.Video.Retrieval.Tests;

/// <summary>Random changes, small enough that segments are merged and purged all the time, against a dictionary.</summary>
public sealed class WordIndexModelTests
{
    private enum Step
    {
        Put,
        Remove,
        Refresh,
        Purge,
    }

    private static readonly Gen<(Step Step, int Video, int Sentences)[]> Steps =
        Gen.Select(Gen.Frequency((12, Gen.Const(Step.Put)), (3, Gen.Const(Step.Remove)), (3, Gen.Const(Step.Refresh)), (1, Gen.Const(Step.Purge))), Gen.Int[0, 11], Gen.Int[0, 5]).Array[1, 120];

    [Fact]
    public void After_any_changes_each_video_answers_with_its_latest_words_and_its_own_sentences() =>
        Steps.Sample(static steps =>
        {
            using var index = new WordIndex();
            var model = new SortedDictionary<string, (int Version, int Sentences)>(StringComparer.Ordinal);
            for (var version = 0; version < steps.Length; version++)
            {
                var (step, video, sentences) = steps[version];
                var id = $"v{video:00}";
                switch (step)
                {
                    case Step.Put:
                        index.Put(new WordDocument(id, $"title t{version}", null, null, video % 2 == 0 ? "en" : null, [.. Enumerable.Range(0, sentences).Select(n => new TranscriptSentence($"spoken s{version} n{n}", n, n + 1))]));
                        model[id] = (version, sentences);
                        break;
                    case Step.Remove:
                        Assert.Equal(model.Remove(id), index.Remove(id));
                        break;
                    case Step.Refresh:
                        index.Refresh();
                        break;
                    default:
                        index.Purge();
                        break;
                }
            }

            Assert.Equal(model.Count, index.Count);
            Assert.Equal(model.Keys, index.Search(new("title"), 100).Select(static hit => hit.VideoId).Order(StringComparer.Ordinal));
            Assert.Equal(model.Values.Sum(static state => state.Sentences), index.SearchMoments(new("spoken"), 1_000).Count);
            foreach (var (id, (version, sentences)) in model)
            {
                Assert.Equal(id, Assert.Single(index.Search(new($"t{version}"), 10)).VideoId);
                var hit = index.Search(new($"title s{version}"), 100).FirstOrDefault(hit => hit.VideoId == id);
                Assert.Equal(sentences == 0 ? null : new TranscriptSentence($"spoken s{version} n0", 0, 1), hit!.Sentence);
                Assert.Equal(
                    Enumerable.Range(0, sentences).Select(n => (id, (double)n)),
                    index.SearchMoments(new($"s{version}"), 10).Select(static moment => (moment.VideoId, moment.Sentence!.Start)));
            }
        }, iter: 15);
}

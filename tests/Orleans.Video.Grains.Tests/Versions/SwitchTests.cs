using System.Collections.Concurrent;
using Orleans.Video.Encoders;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Grains.Tests.Versions;

public sealed class SwitchTests
{
    private const int Videos = 5;
    private const int Switches = 12;

    [Fact]
    public async Task Switching_back_and_forth_under_questions_fails_none_and_mixes_none()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync([.. Enumerable.Range(0, Videos).Select(n => ($"v{n}", SampleVideos.Brief(n)))]);
        var filled = await sets.FillAsync();
        Assert.Equal((Videos, Videos, 0), (filled.Videos, filled.Done, filled.Failed));

        // What each set answers when nothing moves. The widths and the weights differ, so that an answer of both sets is like neither.
        var expected = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var set in (string[])[TwoSets.First, TwoSets.Second])
        {
            await TwoSets.DoneAsync(sets.Versions.UseAsync(set, force: false));
            expected[set] = [Describe((await SimilarAsync(sets))!), Describe(await SearchAsync(sets))];
            Assert.NotEmpty((await SimilarAsync(sets))!.Results);
        }

        Assert.Empty(expected[TwoSets.First].Intersect(expected[TwoSets.Second]));
        Assert.Contains((await SearchAsync(sets)).Results.SelectMany(result => result.Evidence), evidence => evidence.Modality == Modality.Visual);

        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentQueue<(string Set, string Answer, int Kind)>();
        var asking = Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                var reply = n % 2 == 0 ? (await SimilarAsync(sets))! : await SearchAsync(sets);
                answers.Enqueue((reply.ModelSet, Describe(reply), n % 2));
            }
        })).ToArray();
        for (var n = 0; n < Switches; n++)
        {
            var set = n % 2 == 0 ? TwoSets.First : TwoSets.Second;
            await TwoSets.DoneAsync(sets.Versions.UseAsync(set, force: false));
            var seen = answers.Count;
            await Condition.HoldsAsync(() => answers.Count >= seen + 12 || asking.Any(one => one.IsCompleted), "questions are answered", TestContext.Current.CancellationToken);
        }

        await enough.CancelAsync();
        await Task.WhenAll(asking);
        Assert.All(answers, answer => Assert.Equal(expected[answer.Set][answer.Kind], answer.Answer));
        Assert.Equal([TwoSets.First, TwoSets.Second], answers.Select(answer => answer.Set).Distinct().Order());
    }

    [Fact]
    public async Task A_video_that_comes_while_two_sets_are_kept_is_ready_in_both_and_follows_its_text_in_both()
    {
        await using var sets = await TwoSets.StartAsync();
        await sets.ReadAsync(("old", SampleVideos.Brief(0)));
        await sets.FillAsync();
        await sets.ReadAsync(("new", SampleVideos.Brief(1)));
        foreach (var set in (string[])[TwoSets.First, TwoSets.Second]) Assert.Single(await sets.SegmentsAsync(set, "new"));
        await TwoSets.DoneAsync(sets.Versions.UseAsync(TwoSets.Second, force: false));
        Assert.Equal(["old"], (await sets.Pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("new", "visual", 5)))!.Results.Select(result => result.VideoId));
        Assert.Equal(TwoSets.Second, (await sets.Pipeline.Video("new").GetStatusAsync())!.ModelSet);
        await sets.Pipeline.UpdateAsync("new", 2, title: "quokka");
        await TwoSets.DoneAsync(sets.Versions.UseAsync(TwoSets.First, force: false));
        Assert.Equal(["new"], await sets.Pipeline.FindAsync("quokka"));
        await sets.Pipeline.KillAndRestartAsync();
        var status = await sets.Versions.GetAsync();
        Assert.Equal((TwoSets.First, TwoSets.Second), (status.Sets.Serving, status.Sets.Previous));
        Assert.Equal(TwoSets.First, (await SearchAsync(sets)).ModelSet);
    }

    private static Task<SearchReply?> SimilarAsync(TwoSets sets) => sets.Pipeline.Grains.GetGrain<ISearchGrain>(0).SimilarAsync(new SimilarRequest("v0", "both", 10));

    private static Task<SearchReply> SearchAsync(TwoSets sets) => sets.Pipeline.Grains.GetGrain<ISearchGrain>(0).SearchAsync(new SearchRequest("title", SearchScope.Video, [], 10));

    private static string Describe(SearchReply reply) => string.Join('\n', reply.Results.SelectMany(result => result.Evidence.Select(evidence => FormattableString.Invariant($"{reply.ModelSet} {result.VideoId} {evidence.Modality} {evidence.Rank} {evidence.Score:0.0000}"))));
}

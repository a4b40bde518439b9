using System.Text.RegularExpressions;
using Orleans.Video.Search;
using Orleans.Video.Transcripts;
using Orleans.Video.Videos;

namespace Orleans.Video.Cli.Demo;

/// <summary>Makes questions of the titles of whatever videos there are: a word, a phrase, a prefix, and a moment.</summary>
internal static partial class DemoQuestions
{
    private const int ShortestWord = 4;

    public static IReadOnlyList<(string About, string Words, SearchScope In)> Searches(IReadOnlyList<VideoStatus> videos)
    {
        var titles = videos.Select(static video => Words().Matches(video.Title ?? "").Select(static word => word.Value.ToLowerInvariant()).ToArray()).Where(static words => words.Length > 0).ToArray();
        var questions = new List<(string, string, SearchScope)>();
        if (titles.SelectMany(static words => words).Where(static word => word.Length >= ShortestWord).GroupBy(static word => word).OrderByDescending(static same => same.Count()).FirstOrDefault()?.Key is { } common)
        {
            questions.Add(("a word", common, SearchScope.Video));
            questions.Add(("moments of a word", common, SearchScope.Moment));
        }

        if (titles.Select(static words => words.Zip(words.Skip(1)).FirstOrDefault(static pair => pair.First.Length >= ShortestWord && pair.Second.Length >= ShortestWord)).FirstOrDefault(static pair => pair.First is not null) is { First: { } first, Second: { } second })
            questions.Insert(1, ("a phrase", $"\"{first} {second}\"", SearchScope.Video));
        if (titles.LastOrDefault()?.MaxBy(static word => word.Length) is { Length: > ShortestWord } longest)
            questions.Insert(Math.Min(2, questions.Count), ("the beginning of a word", $"{longest[..ShortestWord]}*", SearchScope.Video));
        return questions;
    }

    /// <summary>A word that was heard: the longest of those that the recogniser was most certain of.</summary>
    public static IReadOnlyList<(string About, string Words, SearchScope In)> Spoken(IReadOnlyList<Transcript> transcripts)
    {
        var certain = transcripts.SelectMany(static transcript => transcript.Words).Where(static word => word.Text.Length >= ShortestWord).OrderByDescending(static word => word.Confidence).Take(5).ToArray();
        return certain.Length == 0 ? [] : [("a spoken word", certain.MaxBy(static word => word.Text.Length).Text, SearchScope.Moment)];
    }

    /// <summary>Which videos to compare with the others, and by what.</summary>
    public static IReadOnlyList<(string Id, string By)> Similar(IReadOnlyList<VideoStatus> videos)
    {
        var questions = new List<(string, string)>();
        if (videos.FirstOrDefault(static video => video.Media?.VideoCodec is not null) is { } seen) questions.Add((seen.Id, "visual"));
        if (videos.LastOrDefault(static video => video.Media?.AudioCodec is not null) is { } heard) questions.Add((heard.Id, "audio"));
        if (videos.FirstOrDefault(static video => video.Media is { VideoCodec: not null, AudioCodec: not null }) is { } both) questions.Add((both.Id, "both"));
        return videos.Count > 1 ? questions : [];
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}

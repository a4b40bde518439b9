using System.Text.Json;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>The stored words of a video, an object a segment.</summary>
internal static class TranscriptObject
{
    /// <summary>The prefix of everything that was heard in a video.</summary>
    public static string VideoPrefix(string modelSet, string videoId) => $"transcripts/{modelSet}/{videoId}/";

    /// <summary>The prefix of a revision's segments.</summary>
    public static string RevisionPrefix(string modelSet, string videoId, string revision) => $"{VideoPrefix(modelSet, videoId)}{revision}/";

    /// <summary>The name of a segment's object.</summary>
    public static string Name(string modelSet, string videoId, SegmentWords words) => $"{RevisionPrefix(modelSet, videoId, words.Revision)}{words.Segment:D8}.json";

    /// <summary>The segments of a revision that have words, in order.</summary>
    public static async Task<IReadOnlyList<SegmentWords>> LoadAsync(IObjectStore store, string modelSet, string videoId, string revision)
    {
        var segments = new List<SegmentWords>();
        await foreach (var entry in store.ListAsync(RevisionPrefix(modelSet, videoId, revision)))
        {
            if (await store.GetAsync(entry.Name) is not { } found) continue;
            segments.Add(Parse(entry.Name, found.Content));
        }

        return segments;
    }

    /// <summary>Reads an object back.</summary>
    public static SegmentWords Parse(string name, ReadOnlyMemory<byte> content) =>
        JsonSerializer.Deserialize<SegmentWords>(content.Span) ?? throw new InvalidDataException($"the stored object {name} is not a segment of words");
}

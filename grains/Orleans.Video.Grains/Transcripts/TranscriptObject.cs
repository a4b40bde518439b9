using Orleans.Video.Storage;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>The stored words of a video, an object a segment that has any.</summary>
internal static class TranscriptObject
{
    /// <summary>The prefix of everything that was heard with a model set.</summary>
    public static string SetPrefix(string modelSet) => $"transcripts/{modelSet}/";

    /// <summary>The prefix of everything that was heard in a video.</summary>
    public static string VideoPrefix(string modelSet, string videoId) => $"{SetPrefix(modelSet)}{videoId}/";

    /// <summary>The prefix of a revision's segments.</summary>
    public static string RevisionPrefix(string modelSet, string videoId, string revision) => $"{VideoPrefix(modelSet, videoId)}{revision}/";

    /// <summary>The name of a segment's object.</summary>
    public static string Name(string modelSet, string videoId, string revision, int segment) => $"{RevisionPrefix(modelSet, videoId, revision)}{segment:D8}.json";

    /// <summary>The segments of a revision that are stored, in order.</summary>
    public static async Task<IReadOnlyList<HeardSegment>> LoadAsync(IObjectStore store, string modelSet, string videoId, string revision)
    {
        var segments = new List<HeardSegment>();
        await foreach (var entry in store.ListAsync(RevisionPrefix(modelSet, videoId, revision)))
            if (await store.GetAsync(entry.Name) is { } found) segments.Add(HeardSegment.Parse(entry.Name, found.Content));
        return segments;
    }

    /// <summary>What is said in a revision, corrections taken into account.</summary>
    public static async Task<SpokenText> LoadTextAsync(IObjectStore store, string modelSet, string videoId, string revision)
    {
        var heard = SpokenText.Join((await LoadAsync(store, modelSet, videoId, revision)).Select(segment => segment.Text()));
        return await Corrections.LoadAsync(store, videoId, revision) is { } found ? found.Corrections.Apply(heard, modelSet) : heard;
    }
}

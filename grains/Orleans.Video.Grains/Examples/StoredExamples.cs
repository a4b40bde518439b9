using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.Video.Grains.Clips;
using Orleans.Video.Grains.Embeddings;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Grains.Transcripts;
using Orleans.Video.Grains.Videos;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Examples;

/// <summary>
/// The videos of a store that models may learn from: there, public, allowed by their label, read to their end. Vectors and words are read where they lie, so that nothing of a video is
/// kept twice and its erasure is theirs; only clips are kept for learning alone.
/// </summary>
/// <param name="store">The store, which a silo may have open.</param>
/// <param name="modelSet">The set whose vectors are wanted.</param>
public sealed class StoredExamples(IObjectStore store, string modelSet)
{
    /// <summary>Seconds of one video that are taken, from its first on.</summary>
    public const int MostSeconds = 600;

    private const string Vectors = "vectors/";

    /// <summary>The model sets that vectors of a store are of.</summary>
    public static async Task<IReadOnlyList<string>> ModelSetsAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var sets = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var entry in store.ListAsync(Vectors, cancellationToken)) sets.Add(entry.Name.Split('/')[1]);
        return [.. sets];
    }

    /// <summary>The examples, in order of id.</summary>
    /// <exception cref="InvalidDataException">A stored object is damaged; the message names it.</exception>
    public async IAsyncEnumerable<StoredExample> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? last = null;
        await foreach (var entry in store.ListAsync($"{Vectors}{modelSet}/", cancellationToken))
        {
            var video = entry.Name.Split('/')[2];
            if (video == last) continue;
            last = video;
            if (await FindAsync(video) is { } example) yield return example;
        }
    }

    /// <summary>Whether an example may still be learned from: the video lives the same life, shows the same revision, and its label allows it.</summary>
    public async Task<bool> IsThereAsync(string videoId, string revision, VideoLife life) =>
        await RecordAsync(videoId) is { } record && record.Life == life && record.Revision == revision;

    /// <summary>The clips that are kept of an example; none where keeping them is off.</summary>
    public async IAsyncEnumerable<ExampleClip> ClipsAsync(StoredExample example)
    {
        await foreach (var entry in store.ListAsync(ExampleClip.RevisionPrefix(example.VideoId, example.Revision)))
            if (await store.GetAsync(entry.Name) is { } found) yield return ExampleClip.Parse(entry.Name, found.Content);
    }

    private async Task<StoredExample?> FindAsync(string videoId)
    {
        if (await RecordAsync(videoId) is not { Revision: { } revision } record || await ProgressAsync(videoId) is not { State: VideoState.Ready } progress || progress.ServingRevision != revision) return null;
        var segments = new List<SegmentObject>();
        while (segments.Sum(static s => s.Embedding.Seconds) < MostSeconds)
        {
            var name = SegmentObject.Name(modelSet, videoId, revision, segments.Count);
            if (await store.GetAsync(name) is not { } found) break;
            segments.Add(SegmentObject.Parse(name, found.Content));
        }

        var spoken = (await TranscriptObject.LoadTextAsync(store, modelSet, videoId, revision)).Sentences.Select(static sentence => sentence.Text).ToArray();
        // What was erased meanwhile, in part or whole, is none.
        if (segments.Count == 0 || await RecordAsync(videoId) is not { } still || still.Life != record.Life || still.Revision != revision) return null;
        var seconds = segments.Select(static s => s.Embedding).ToArray();
        bool[] seen = [.. seconds.SelectMany(static s => s.VideoPresent)], heard = [.. seconds.SelectMany(static s => s.AudioPresent)];
        if (!seen.Contains(true) && !heard.Contains(true)) return null;
        string?[] said = [record.Title.Value, record.Caption.Value, record.Description.Value];
        return new StoredExample(
            videoId,
            revision,
            record.Life,
            [.. said.Where(static text => !string.IsNullOrWhiteSpace(text)).Select(static text => new[] { text! }), .. spoken.Length > 0 ? new[] { spoken } : []],
            seen.Length,
            [.. seconds.SelectMany(static s => s.Visual)],
            [.. seconds.SelectMany(static s => s.Audio)],
            seen,
            heard);
    }

    // Null of a video that nothing may be learned from.
    private async Task<VideoRecord?> RecordAsync(string videoId) =>
        await StateAsync<VideoRecord>(VideoFence.RecordState, videoId) is { Exists: true, MayLearn: true } record && PolicyGate.RefusalOf(record) is null ? record : null;

    private Task<VideoProgress?> ProgressAsync(string videoId) => StateAsync<VideoProgress>(VideoFence.ProgressState, videoId);

    private async Task<T?> StateAsync<T>(string state, string videoId)
        where T : class
    {
        var name = ObjectGrainStorage.ObjectNameOf(state, videoId);
        if (await store.GetAsync(name) is not { } found) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(found.Content.Span);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"the stored object {name} is not the state of a video: the store is damaged; restore it from a backup", exception);
        }
    }
}

using System.Text.Json;
using Orleans.Video.Storage;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>
/// What people say is said in a revision of a video. It is stored beside what recognisers heard, not in its place, so that it holds whatever processes
/// the video, with whatever model set, and can be taken back.
/// </summary>
/// <param name="Sentences">In order, without overlap.</param>
/// <param name="ModelSet">The model set that made <paramref name="Vectors"/>.</param>
/// <param name="Vectors">For each sentence, its vector in that set's joint space; null when it has none.</param>
/// <param name="Others">The vectors that other sets made; null: none did.</param>
internal sealed record Corrections(IReadOnlyList<Sentence> Sentences, string ModelSet, byte[]? Vectors, IReadOnlyDictionary<string, byte[]?>? Others = null)
{
    /// <summary>The prefix of all corrections.</summary>
    public const string Prefix = "corrections/";

    /// <summary>The prefix of all corrections of a video.</summary>
    public static string VideoPrefix(string videoId) => $"{Prefix}{videoId}/";

    /// <summary>The name of a revision's corrections.</summary>
    public static string Name(string videoId, string revision) => $"{VideoPrefix(videoId)}{revision}.json";

    /// <summary>The corrections of a revision with their version; null when there are none.</summary>
    public static async Task<(Corrections Corrections, string ETag)?> LoadAsync(IObjectStore store, string videoId, string revision)
    {
        var name = Name(videoId, revision);
        return await store.GetAsync(name) is { } found ? (Parse(name, found.Content), found.ETag) : null;
    }

    /// <summary>Reads an object back; throws <see cref="InvalidDataException"/>, naming it, when it is not one.</summary>
    public static Corrections Parse(string name, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (JsonSerializer.Deserialize<Corrections>(content.Span) is { Sentences: not null } corrections) return corrections;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"the stored object {name} is no correction: the store is damaged; put the correction again", exception);
        }

        throw new InvalidDataException($"the stored object {name} is no correction: the store is damaged; put the correction again");
    }

    /// <summary>Whether a set has made the vectors of these sentences, or has none to make.</summary>
    public bool HasVectorsOf(string modelSet) => ModelSet == modelSet || Others?.ContainsKey(modelSet) == true;

    /// <summary>The same with the vectors of a further set.</summary>
    public Corrections With(string modelSet, byte[]? vectors) => ModelSet == modelSet
        ? this with { Vectors = vectors }
        : this with { Others = new Dictionary<string, byte[]?>(Others ?? new Dictionary<string, byte[]?>()) { [modelSet] = vectors } };

    /// <summary>The same without what a set made.</summary>
    public Corrections Without(string modelSet) => ModelSet == modelSet
        ? this with { ModelSet = "", Vectors = null }
        : this with { Others = Others?.Where(other => other.Key != modelSet).ToDictionary() };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>A text with these corrections: a heard word whose middle lies in the time of a correction gives way to it.</summary>
    /// <param name="heard">What recognisers heard, in parts whose sentences stay apart.</param>
    /// <param name="modelSet">The model set whose vectors are wanted.</param>
    public SpokenText Apply(SpokenText heard, string modelSet)
    {
        if (Sentences.Count == 0) return heard;
        var said = SpokenText.Of([], Sentences, ModelSet == modelSet ? Vectors : Others?.GetValueOrDefault(modelSet));
        var parts = new List<(double Start, SpokenText Text)>();
        for (var i = 0; i < Sentences.Count; i++) parts.Add((Sentences[i].Start, new SpokenText(WordsOf(Sentences[i]), [Sentences[i]], [said.Vectors[i]])));
        var words = 0;
        for (var i = 0; i < heard.Sentences.Count; i++)
        {
            var own = new List<SpokenWord>();
            for (; words < heard.Words.Count && heard.Words[words].Start < heard.Sentences[i].End; words++) own.Add(heard.Words[words]);
            var left = own.Where(word => !IsCorrected((word.Start + word.End) / 2)).ToArray();
            if (left.Length == own.Count) parts.Add((heard.Sentences[i].Start, new SpokenText(own, [heard.Sentences[i]], [heard.Vectors[i]])));
            else if (left.Length > 0) parts.Add((left[0].Start, SpokenText.Of(left, SentenceSplitter.Of(left), null)));
        }

        return SpokenText.Join(parts.OrderBy(part => part.Start).Select(part => part.Text));
    }

    private bool IsCorrected(double second)
    {
        var (low, high) = (0, Sentences.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (second < Sentences[middle].Start) high = middle - 1;
            else if (second > Sentences[middle].End) low = middle + 1;
            else return true;
        }

        return false;
    }

    // Nobody says when each word is said: each gets time by its length.
    private static List<SpokenWord> WordsOf(Sentence sentence)
    {
        var words = new List<SpokenWord>();
        var texts = sentence.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (letters, done) = (texts.Sum(text => text.Length + 1), 0);
        foreach (var text in texts)
        {
            var start = sentence.Start + ((sentence.End - sentence.Start) * done / letters);
            done += text.Length + 1;
            words.Add(new SpokenWord(text, start, sentence.Start + ((sentence.End - sentence.Start) * done / letters), 1));
        }

        return words;
    }
}

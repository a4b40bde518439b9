using System.Text;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>The Lucene documents of a video: see <see cref="Fields"/>.</summary>
internal static class DocumentBlock
{
    /// <exception cref="ArgumentException">The id or a time is not as <see cref="WordDocument"/> says.</exception>
    public static IReadOnlyList<Document> Of(WordDocument video)
    {
        Check(video);
        var analysis = Languages.AnalysisOf(video.Language);
        var own = New(video.VideoId, Fields.VideoKind, video.Transcript.Count);
        if (analysis != Languages.Neutral) own.Add(new StoredField(Fields.Analysis, analysis));
        string?[] texts = [video.Title, video.Caption, video.Description];
        for (var i = 0; i < texts.Length; i++) AddText(own, Fields.OfVideo[i], texts[i], analysis, Field.Store.YES);

        var block = new List<Document>(1 + video.Transcript.Count) { own };
        foreach (var sentence in video.Transcript)
        {
            AddText(own, Fields.OfVideo[(int)WordField.Transcript], sentence.Text, analysis, Field.Store.NO);
            var document = New(video.VideoId, Fields.SentenceKind, block.Count - 1);
            AddText(document, Fields.Sentence, sentence.Text, analysis, Field.Store.YES);
            document.Add(new StoredField(Fields.Start, sentence.Start));
            document.Add(new StoredField(Fields.End, sentence.End));
            block.Add(document);
        }

        return block;
    }

    public static Term Id(string videoId) => new(Fields.Id, videoId);

    private static Document New(string videoId, string kind, int number) =>
    [
        new StringField(Fields.Id, videoId, Field.Store.NO),
        new StringField(Fields.Kind, kind, Field.Store.NO),
        new SortedDocValuesField(Fields.Key, new BytesRef(videoId)),
        new NumericDocValuesField(Fields.Number, number),
    ];

    private static void AddText(Document document, string field, string? text, string analysis, Field.Store store)
    {
        if (string.IsNullOrEmpty(text)) return;
        document.Add(new TextField(field, text, store));
        if (analysis != Languages.Neutral) document.Add(new TextField(Fields.Under(field, analysis), text, Field.Store.NO));
    }

    private static void Check(WordDocument video)
    {
        ArgumentNullException.ThrowIfNull(video);
        ArgumentException.ThrowIfNullOrEmpty(video.VideoId, nameof(video));
        if (video.VideoId.Length > WordDocument.MaxIdLength)
            throw new ArgumentException($"a video id of {video.VideoId.Length:N0} characters ('{video.VideoId[..64]}…') is too long: at most {WordDocument.MaxIdLength:N0}", nameof(video));
        // Lucene keeps UTF-8, in which all lone surrogates are one and the same character: two ids would become one.
        if (video.VideoId.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar))
            throw new ArgumentException($"the video id '{video.VideoId}' is no well-formed text: it has half a character, or U+FFFD in place of one", nameof(video));
        foreach (var sentence in video.Transcript)
        {
            if (!double.IsFinite(sentence.Start) || !double.IsFinite(sentence.End) || sentence.Start < 0 || sentence.End < sentence.Start)
                throw new ArgumentException($"video '{video.VideoId}': a sentence of the transcript goes from {sentence.Start} to {sentence.End} s: times must be finite, not negative, and in order", nameof(video));
        }
    }
}

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// The fields of the two kinds of documents. A video is a block: its own document, then one for each sentence in order of time, so that
/// the sentences of the video with number d are d + 1 … d + n, in whichever segment merging has put them.
/// <para>
/// Each text is there twice: as it is written, folded (<c>title</c>), and, where its language has an analyzer, stemmed (<c>title@en</c>).
/// </para>
/// </summary>
internal static class Fields
{
    /// <summary>Indexed: <see cref="VideoKind"/> or <see cref="SentenceKind"/>.</summary>
    public const string Kind = "kind";
    public const string VideoKind = "v";
    public const string SentenceKind = "s";

    /// <summary>Indexed, both kinds: the video id, by which blocks are replaced and removed.</summary>
    public const string Id = "id";

    /// <summary>Column, both kinds: the video id, to order equal scores by.</summary>
    public const string Key = "key";

    /// <summary>Column: of a video the number of its sentences, of a sentence its number from 0.</summary>
    public const string Number = "number";

    /// <summary>Stored with the video: the analysis of its language, absent for none.</summary>
    public const string Analysis = "analysis";

    /// <summary>Stored with the sentence: seconds.</summary>
    public const string Start = "start";
    public const string End = "end";

    /// <summary>The text of a sentence document.</summary>
    public const string Sentence = "sentence";

    /// <summary>The texts of a video document, in the order of <see cref="WordField"/>.</summary>
    public static readonly string[] OfVideo = ["title", "caption", "description", "transcript"];

    /// <summary>The weights of <see cref="OfVideo"/>: what somebody chose to say in few words tells more than what is said in passing.</summary>
    public static readonly float[] Weights = [4, 3, 2, 1];

    private const char Separator = '@';

    /// <summary>The name of a text's field under an analysis; "" is the folded one.</summary>
    public static string Under(string field, string analysis) => analysis.Length == 0 ? field : field + Separator + analysis;

    /// <summary>The analysis of a field.</summary>
    public static string AnalysisOf(string field)
    {
        var at = field.IndexOf(Separator);
        return at < 0 ? Languages.Neutral : field[(at + 1)..];
    }

    /// <summary>Whether the field's texts may be long: descriptions and whole transcripts, in any analysis.</summary>
    public static bool IsLong(string field) =>
        field.StartsWith(OfVideo[(int)WordField.Description], StringComparison.Ordinal) || field.StartsWith(OfVideo[(int)WordField.Transcript], StringComparison.Ordinal);
}

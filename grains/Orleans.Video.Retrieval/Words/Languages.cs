using System.Collections.Frozen;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Ar;
using Lucene.Net.Analysis.Bg;
using Lucene.Net.Analysis.Ca;
using Lucene.Net.Analysis.Cjk;
using Lucene.Net.Analysis.Ckb;
using Lucene.Net.Analysis.Cz;
using Lucene.Net.Analysis.Da;
using Lucene.Net.Analysis.De;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.Es;
using Lucene.Net.Analysis.Eu;
using Lucene.Net.Analysis.Fa;
using Lucene.Net.Analysis.Fi;
using Lucene.Net.Analysis.Fr;
using Lucene.Net.Analysis.Gl;
using Lucene.Net.Analysis.Hi;
using Lucene.Net.Analysis.Hu;
using Lucene.Net.Analysis.Hy;
using Lucene.Net.Analysis.Id;
using Lucene.Net.Analysis.It;
using Lucene.Net.Analysis.Lv;
using Lucene.Net.Analysis.Nl;
using Lucene.Net.Analysis.No;
using Lucene.Net.Analysis.Pt;
using Lucene.Net.Analysis.Ro;
using Lucene.Net.Analysis.Ru;
using Lucene.Net.Analysis.Sv;
using Lucene.Net.Util;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Which analysis the words of a language get. Its name is part of the fields' names, so that languages do not meet in one dictionary.</summary>
internal static class Languages
{
    /// <summary>The analysis of all texts: words as they are written, folded.</summary>
    public const string Neutral = "";

    /// <summary>Chinese, Japanese and Korean: pairs of characters, for nothing separates the words.</summary>
    public const string Cjk = "cjk";

    private const LuceneVersion Version = LuceneVersion.LUCENE_48;

    private static readonly FrozenDictionary<string, Func<Analyzer>> Analyzers = new Dictionary<string, Func<Analyzer>>
    {
        ["ar"] = static () => new ArabicAnalyzer(Version),
        ["bg"] = static () => new BulgarianAnalyzer(Version),
        ["ca"] = static () => new CatalanAnalyzer(Version),
        [Cjk] = static () => new CJKAnalyzer(Version),
        ["ckb"] = static () => new SoraniAnalyzer(Version),
        ["cs"] = static () => new CzechAnalyzer(Version),
        ["da"] = static () => new DanishAnalyzer(Version),
        ["de"] = static () => new GermanAnalyzer(Version),
        ["el"] = static () => new FoldedStemAnalyzer(FoldedStemAnalyzer.Greek),
        ["en"] = static () => new EnglishAnalyzer(Version),
        ["es"] = static () => new SpanishAnalyzer(Version),
        ["eu"] = static () => new BasqueAnalyzer(Version),
        ["fa"] = static () => new PersianAnalyzer(Version),
        ["fi"] = static () => new FinnishAnalyzer(Version),
        ["fr"] = static () => new FrenchAnalyzer(Version),
        ["ga"] = static () => new FoldedStemAnalyzer(FoldedStemAnalyzer.Irish),
        ["gl"] = static () => new GalicianAnalyzer(Version),
        ["hi"] = static () => new HindiAnalyzer(Version),
        ["hu"] = static () => new HungarianAnalyzer(Version),
        ["hy"] = static () => new ArmenianAnalyzer(Version),
        ["id"] = static () => new IndonesianAnalyzer(Version),
        ["it"] = static () => new ItalianAnalyzer(Version),
        ["lv"] = static () => new LatvianAnalyzer(Version),
        ["nl"] = static () => new DutchAnalyzer(Version),
        ["no"] = static () => new NorwegianAnalyzer(Version),
        ["pt"] = static () => new PortugueseAnalyzer(Version),
        ["ro"] = static () => new RomanianAnalyzer(Version),
        ["ru"] = static () => new RussianAnalyzer(Version),
        ["sv"] = static () => new SwedishAnalyzer(Version),
        ["tr"] = static () => new FoldedStemAnalyzer(FoldedStemAnalyzer.Turkish),
    }.ToFrozenDictionary();

    /// <summary>Other names of the same: macrolanguages, and the ISO 639-2 codes that containers carry.</summary>
    private static readonly FrozenDictionary<string, string> Aliases = new[]
    {
        (Cjk, "zh ja ko chi zho cmn yue jpn kor"),
        ("no", "nb nn nor nob nno"),
        ("cs", "cze ces"),
        ("de", "ger deu"),
        ("el", "gre ell"),
        ("eu", "baq eus"),
        ("fa", "per fas"),
        ("fr", "fre fra"),
        ("hy", "arm hye"),
        ("nl", "dut nld"),
        ("ro", "rum ron"),
        ("ar", "ara"),
        ("bg", "bul"),
        ("ca", "cat"),
        ("da", "dan"),
        ("en", "eng"),
        ("es", "spa"),
        ("fi", "fin"),
        ("ga", "gle"),
        ("gl", "glg"),
        ("hi", "hin"),
        ("hu", "hun"),
        ("id", "ind"),
        ("it", "ita"),
        ("lv", "lav"),
        ("pt", "por"),
        ("ru", "rus"),
        ("sv", "swe"),
        ("tr", "tur"),
    }.SelectMany(static names => names.Item2.Split(' ').Select(alias => (alias, names.Item1))).ToFrozenDictionary(static pair => pair.alias, static pair => pair.Item2);

    /// <summary>All analyses but the neutral one.</summary>
    public static IEnumerable<string> All => Analyzers.Keys;

    /// <summary>The analysis of a language tag: that of its primary subtag, <see cref="Neutral"/> for none, an unknown or a malformed one.</summary>
    public static string AnalysisOf(string? tag)
    {
        if (tag is null) return Neutral;
        var end = tag.AsSpan().IndexOfAny('-', '_');
        var primary = (end < 0 ? tag : tag[..end]).Trim();
        if (primary.Length is < 2 or > 3) return Neutral;
        primary = primary.ToLowerInvariant();
        if (Aliases.TryGetValue(primary, out var name)) return name;
        return Analyzers.ContainsKey(primary) && primary != Cjk ? primary : Neutral;
    }

    /// <summary>A new analyzer.</summary>
    public static Analyzer Create(string analysis) => analysis == Neutral ? new FoldingAnalyzer() : Analyzers[analysis]();
}

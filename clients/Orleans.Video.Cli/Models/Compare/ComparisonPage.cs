using System.Globalization;
using System.Net;
using System.Text;

namespace Orleans.Video.Cli.Models.Compare;

/// <summary>A comparison as one HTML page that needs nothing else: figures, and examples with stills. It runs nothing, and what comes from files is escaped.</summary>
internal static class ComparisonPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#1c2733}
        table{border-collapse:collapse;margin:1rem 0}th,td{padding:.3rem .9rem;border-bottom:1px solid #d8dee6;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}
        section.example{border-top:1px solid #d8dee6;padding:.8rem 0}.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:flex-start;margin:.3rem 0}.row>b{width:9rem;overflow-wrap:anywhere}
        figure{margin:0;width:98px;font-size:11px;overflow-wrap:anywhere}img,.none{width:96px;height:72px;border-radius:3px;background:#e8edf2;display:block}.both img,.both .none{outline:2px solid #2f8f5b}
        @media (prefers-color-scheme:dark){body{background:#12181f;color:#dfe6ee}th,td,section.example{border-color:#2c3743}img,.none{background:#232d38}}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="a">The first set's id.</param>
    /// <param name="b">The second's.</param>
    /// <param name="summary">What was compared on, for people.</param>
    /// <param name="comparisons">What was found.</param>
    /// <param name="stills"><c>data:</c> URLs of stills, by path.</param>
    public static string Write(string a, string b, string summary, IReadOnlyList<ModalityComparison> comparisons, IReadOnlyDictionary<string, string> stills)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{Escape(a)} and {Escape(b)}</title><style>{Style}</style></head><body>
            <h1>{Escape(a)} and {Escape(b)}</h1><p>{Escape(summary)}</p>
            <table><tr><th>of</th><th>measure</th><th>{Escape(a)}</th><th>{Escape(b)}</th></tr>

            """);
        foreach (var found in comparisons)
        {
            foreach (var measure in found.Measures) Row(page, found.Modality, measure.Name, Share(measure.A), Share(measure.B));
            if (found.Agreement is { } agreement) Row(page, found.Modality, "nearest neighbours that both name", Share(agreement), "");
        }

        page.Append("</table>\n");
        foreach (var found in comparisons.Where(static c => c.Examples.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Where they differ most: {Escape(found.Modality)}</h2>\n<p>Framed: both sets name it.</p>\n");
            foreach (var example in found.Examples)
            {
                page.Append(CultureInfo.InvariantCulture, $"<section class=\"example\"><div class=\"row\"><b>{Share(example.Shared)} shared</b>");
                Figure(page, example.File, isShared: false, stills);
                page.Append("</div>\n");
                Neighbours(page, a, example.NearestInA, example.NearestInB, stills);
                Neighbours(page, b, example.NearestInB, example.NearestInA, stills);
                page.Append("</section>\n");
            }
        }

        return page.Append("</body></html>\n").ToString();
    }

    /// <summary>A share for people; a dash where there is none.</summary>
    public static string Share(double? share) => share is { } known ? known.ToString("0.0%", CultureInfo.InvariantCulture) : "–";

    private static void Row(StringBuilder page, string modality, string name, string a, string b) =>
        page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(modality)}</td><td>{Escape(name)}</td><td class=\"n\">{a}</td><td class=\"n\">{b}</td></tr>\n");

    private static void Neighbours(StringBuilder page, string set, IReadOnlyList<EncodedFile> nearest, IReadOnlyList<EncodedFile> others, IReadOnlyDictionary<string, string> stills)
    {
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"row\"><b>{Escape(set)}</b>");
        foreach (var file in nearest) Figure(page, file, others.Any(o => o.Name == file.Name), stills);
        page.Append("</div>\n");
    }

    private static void Figure(StringBuilder page, EncodedFile file, bool isShared, IReadOnlyDictionary<string, string> stills)
    {
        var still = stills.TryGetValue(file.Path, out var url) ? $"<img alt=\"\" src=\"{url}\">" : "<span class=\"none\"></span>";
        page.Append(CultureInfo.InvariantCulture, $"<figure{(isShared ? " class=\"both\"" : "")}>{still}<figcaption>{Escape(file.Name)}</figcaption></figure>");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(CommandLine.PlainText.Clean(text));
}

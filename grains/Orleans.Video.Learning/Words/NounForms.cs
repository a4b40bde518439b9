using System.Text;

namespace Orleans.Video.Learning.Words;

/// <summary>Singular and plural of English nouns: WordNet's list of exceptions (<c>noun.exc</c>) and its rules of detachment (morphy(7WN)).</summary>
internal sealed class NounForms
{
    // Longest endings first, so that "boxes" loses "es" before it loses "s".
    private static readonly (string Plural, string Singular)[] Endings =
    [
        ("ches", "ch"), ("shes", "sh"), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("men", "man"), ("ies", "y"), ("s", ""),
    ];

    private readonly Dictionary<string, string[]> _singulars = [];
    private readonly Dictionary<string, string> _plurals = [];

    /// <param name="exceptions">Lines of a plural and its singulars.</param>
    public NounForms(byte[] exceptions)
    {
        foreach (var line in Encoding.UTF8.GetString(exceptions).Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length < 2) continue;
            var plural = words[0].Replace('_', ' ');
            string[] singulars = [.. words[1..].Select(static w => w.Replace('_', ' '))];
            _singulars[plural] = singulars;
            // Forms such as "busses" are understood, and "buses" is written.
            foreach (var singular in singulars)
                if (!(singular.EndsWith('s') && plural == singular + "ses")) _plurals.TryAdd(singular, plural);
        }
    }

    /// <summary>What a word in lower case may be the plural of, if it is one.</summary>
    public IEnumerable<string> Bases(string word)
    {
        if (_singulars.TryGetValue(word, out var singulars)) return singulars;
        return word.EndsWith("ss", StringComparison.Ordinal) || word.Length <= 2 ? [] :
            Endings.Where(e => word.Length > e.Plural.Length && word.EndsWith(e.Plural, StringComparison.Ordinal)).Select(e => word[..^e.Plural.Length] + e.Singular);
    }

    /// <summary>The plural of a noun, of whose words only the last changes.</summary>
    public string Plural(string noun)
    {
        if (_plurals.TryGetValue(noun.ToLowerInvariant(), out var exception)) return exception;
        var space = noun.LastIndexOf(' ') + 1;
        var last = noun[space..];
        return space > 0 && _plurals.TryGetValue(last.ToLowerInvariant(), out exception) ? noun[..space] + exception : noun[..space] + ByRule(last);
    }

    private static string ByRule(string noun)
    {
        var isSibilant = noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith("sh", StringComparison.Ordinal) || noun.EndsWith('s') || noun.EndsWith('x') || noun.EndsWith('z');
        if (isSibilant) return noun + "es";
        if (noun.EndsWith("man", StringComparison.Ordinal) && !noun.EndsWith("human", StringComparison.Ordinal)) return noun[..^3] + "men";
        var endsInConsonantAndY = noun.Length > 1 && noun[^1] == 'y' && !"aeiou".Contains(noun[^2], StringComparison.OrdinalIgnoreCase);
        return endsInConsonantAndY ? noun[..^1] + "ies" : noun + "s";
    }
}

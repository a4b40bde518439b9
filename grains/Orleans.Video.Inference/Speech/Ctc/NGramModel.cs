using System.Globalization;
using System.Text;

namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>A back-off n-gram model of words, from an ARPA file: P(w | h) is listed, or else back-off(h) · P(w | h without its oldest word).</summary>
public sealed class NGramModel
{
    private const int HighestOrder = 8;
    private const int LongestLine = 4096;
    private const int MostGrams = 50_000_000;
    private const double UnknownLogProbability = -23.0; // 1e-10, where the file has no <unk>

    private readonly Dictionary<string, int> _words = [];
    // Each n-gram is a node below the one of its first n − 1 words.
    private readonly Dictionary<(int Node, int Word), int> _children = [];
    private readonly List<(double LogProbability, double BackOff)> _nodes = [(double.NegativeInfinity, 0)];

    private NGramModel(int order) => Order = order;

    /// <summary>The longest n-gram's words.</summary>
    public int Order { get; }

    /// <summary>The context at the beginning of a text.</summary>
    public IReadOnlyList<int> Start => Order > 1 && _words.TryGetValue("<s>", out var start) ? [start] : [];

    /// <summary>The natural log-probability of a word after a context, and the context behind it. A word that is not in the model is looked for in lower and in upper case before it counts as unknown.</summary>
    public (double LogProbability, IReadOnlyList<int> Context) Score(IReadOnlyList<int> context, string word)
    {
        if (!_words.TryGetValue(word, out var id) && !_words.TryGetValue(word.ToLowerInvariant(), out id) && !_words.TryGetValue(word.ToUpperInvariant(), out id) && !_words.TryGetValue("<unk>", out id))
            return (UnknownLogProbability, []);
        var backOff = 0.0;
        for (var oldest = 0; oldest <= context.Count; oldest++)
        {
            var node = NodeOf(context, oldest);
            if (node >= 0 && _children.TryGetValue((node, id), out var gram) && !double.IsNegativeInfinity(_nodes[gram].LogProbability))
                return (backOff + _nodes[gram].LogProbability, Behind(context, id));
            if (node >= 0) backOff += _nodes[node].BackOff;
        }

        return (UnknownLogProbability, []);
    }

    /// <summary>Reads an ARPA file; outside input.</summary>
    /// <exception cref="InvalidDataException">It is not one; the message names the line.</exception>
    public static NGramModel Read(TextReader reader) => new ArpaReader(reader).Read();

    private IReadOnlyList<int> Behind(IReadOnlyList<int> context, int word) => [.. context.Append(word).TakeLast(Order - 1)];

    private int NodeOf(IReadOnlyList<int> context, int oldest)
    {
        var node = 0;
        for (var i = oldest; i < context.Count; i++)
            if (!_children.TryGetValue((node, context[i]), out node)) return -1;
        return node;
    }

    private sealed class ArpaReader(TextReader reader)
    {
        private int _line;

        public NGramModel Read()
        {
            // Whatever a tool has written before it.
            for (var first = Next(); first != @"\data\"; first = Next())
                if (first is null) throw Wrong(@"the file has no \data\");

            var counts = new List<long>();
            string? line;
            while ((line = Next()) is not null && line.StartsWith("ngram ", StringComparison.Ordinal))
            {
                var parts = line[6..].Split('=', StringSplitOptions.TrimEntries);
                if (parts is not [var order, var count] || order != $"{counts.Count + 1}" || !long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var grams)) throw Wrong("a count must read ngram N=COUNT, N rising from 1");
                counts.Add(grams);
                if (counts.Count > HighestOrder) throw Wrong($"n-grams of more than {HighestOrder} words are not read");
            }

            if (counts.Count == 0) throw Wrong("the file counts no n-grams");
            if (counts.Any(static count => count > MostGrams) || counts.Sum() > MostGrams) throw Wrong($"more than {MostGrams} n-grams are not read");
            var model = new NGramModel(counts.Count);
            for (var order = 1; order <= counts.Count; order++)
            {
                if (line != $@"\{order}-grams:") throw Wrong($@"here must stand \{order}-grams:");
                line = ReadGrams(model, order, counts[order - 1]);
            }

            if (line != @"\end\") throw Wrong(@"the file does not end with \end\: it was cut");
            return model;
        }

        private string? ReadGrams(NGramModel model, int order, long count)
        {
            for (long read = 0; ; read++)
            {
                var line = Next();
                if (line is null || line.StartsWith('\\'))
                    return read == count ? line : throw Wrong($"there are {read} {order}-grams, and the file counts {count}");
                if (read == count) throw Wrong($"there are more than the {count} {order}-grams that the file counts");
                var parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length != order + 1 && (parts.Length != order + 2 || order == model.Order)) throw Wrong($"a {order}-gram has a log-probability, {order} words and perhaps a back-off");
                var logProbability = Number(parts[0]);
                if (logProbability > 0) throw Wrong($"the log-probability {parts[0]} is above zero");
                var backOff = parts.Length > order + 1 ? Number(parts[^1]) : 0;
                Add(model, parts.AsSpan(1, order), logProbability, backOff);
            }
        }

        private void Add(NGramModel model, ReadOnlySpan<string> words, double logProbability, double backOff)
        {
            var node = 0;
            for (var i = 0; i < words.Length; i++)
            {
                if (!model._words.TryGetValue(words[i], out var id))
                {
                    if (words.Length > 1) throw Wrong($"the word {Shown(words[i])} is not among the 1-grams");
                    model._words[words[i]] = id = model._words.Count;
                }

                if (model._children.TryGetValue((node, id), out var child))
                {
                    if (i == words.Length - 1 && !double.IsNegativeInfinity(model._nodes[child].LogProbability)) throw Wrong("this n-gram is there twice");
                    node = child;
                    continue;
                }

                model._nodes.Add((double.NegativeInfinity, 0));
                model._children[(node, id)] = node = model._nodes.Count - 1;
            }

            model._nodes[node] = (logProbability, backOff);
        }

        private double Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value * Math.Log(10)
                : throw Wrong($"{Shown(text)} is no number");

        // The next line with anything on it; null behind the last. A file without line ends must not be taken into memory whole.
        private string? Next()
        {
            string? line;
            do
            {
                _line++;
                line = ReadBounded();
            }
            while (line is not null && string.IsNullOrWhiteSpace(line));
            return line?.Trim();
        }

        private string? ReadBounded()
        {
            var text = new StringBuilder();
            for (int read; (read = reader.Read()) >= 0;)
            {
                if (read == '\n') return text.ToString();
                if (text.Length == LongestLine) throw Wrong($"the line has more than {LongestLine} characters");
                text.Append((char)read);
            }

            return text.Length == 0 ? null : text.ToString();
        }

        private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;

        private InvalidDataException Wrong(string problem) => new($"the language model is no ARPA file: line {_line}: {problem}");
    }
}

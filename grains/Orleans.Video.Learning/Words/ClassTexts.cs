using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;

namespace Orleans.Video.Learning.Words;

/// <summary>
/// Texts for classes of pictures: their names, what they are kinds of at several heights, what a dictionary says, alone and in simple sentences.
/// Safe for use by many at once.
/// </summary>
internal sealed class ClassTexts
{
    // Above these stands what nobody would look for: "object", "whole", "physical entity".
    private const double LargestShare = 0.7;

    private readonly ClassTextShares _shares;
    private readonly NounForms _forms;
    private readonly ClassWords[] _classes;

    /// <param name="wordNet">Where words come from.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="shares">How often which texts are drawn; the defaults without.</param>
    /// <exception cref="LearningDataException">WordNet does not know a class.</exception>
    public ClassTexts(WordNet wordNet, ClassList classes, ClassTextShares? shares = null)
    {
        _shares = shares ?? new ClassTextShares();
        if (_shares.Check() is { } problem) throw new ArgumentException(problem, nameof(shares));
        _forms = wordNet.Forms;
        var synsets = classes.Classes.Select(c => wordNet.Synset(c.Id)
            ?? throw new LearningDataException($"WordNet knows no {c.Id} ({c.Names[0]}): the classes must have ids of WordNet 3.0")).ToArray();
        var ancestors = Array.ConvertAll(synsets, wordNet.Ancestors);
        var holds = new Dictionary<string, int>();
        foreach (var id in ancestors.SelectMany(static a => a.Select(static x => x.Synset.Id))) holds[id] = holds.GetValueOrDefault(id) + 1;
        _classes = [.. synsets.Select((synset, label) => new ClassWords(
            synset,
            classes.Classes[label].Names,
            wordNet.Definition(synset),
            [.. ancestors[label].Where(a => holds[a.Synset.Id] <= Math.Max(1, LargestShare * classes.Count))],
            [.. ancestors[label].Select(static a => a.Synset.Id), synset.Id]))];
    }

    /// <summary>Whether a text about a meaning is true of a class.</summary>
    public bool IsTrueOf(string meaning, int label) => _classes[label].Meanings.Contains(meaning);

    /// <summary>A text for a class. What is far above and rarely said is seldom drawn.</summary>
    public ClassText Draw(int label, SeededGenerator draws)
    {
        var words = _classes[label];
        var kind = (ClassTextKind)draws.NextWeighted([_shares.Name, _shares.Synonym, _shares.Hypernym, _shares.Definition]);
        var choice = draws.NextBits();
        var isSentence = draws.NextChance(_shares.Sentence);
        var chooser = new SeededGenerator(choice);
        if (kind == ClassTextKind.Definition) return new ClassText(words.Definition, kind, words.Synset.Id);
        if (kind == ClassTextKind.Hypernym && words.Above.Count > 0)
        {
            var above = words.Above[chooser.NextWeighted(words.AboveWeights)].Synset;
            var name = above.Words[chooser.NextWeighted(WordWeights(above))];
            return new ClassText(isSentence ? Sentences.Draw(name, _forms, chooser) : name, kind, above.Id);
        }

        var isSynonym = kind == ClassTextKind.Synonym && words.Names.Count > 1;
        var own = isSynonym ? words.Names[1 + chooser.NextBelow(words.Names.Count - 1)] : words.Names[0];
        return new ClassText(isSentence ? Sentences.Draw(own, _forms, chooser) : own, isSynonym ? ClassTextKind.Synonym : ClassTextKind.Name, words.Synset.Id);
    }

    /// <summary>Every name, hypernym and definition of a class once, without sentences around.</summary>
    public IEnumerable<ClassText> All(int label)
    {
        var words = _classes[label];
        for (var i = 0; i < words.Names.Count; i++) yield return new ClassText(words.Names[i], i == 0 ? ClassTextKind.Name : ClassTextKind.Synonym, words.Synset.Id);
        foreach (var above in words.Above)
            foreach (var word in above.Synset.Words)
                yield return new ClassText(word, ClassTextKind.Hypernym, above.Synset.Id);
        yield return new ClassText(words.Definition, ClassTextKind.Definition, words.Synset.Id);
    }

    /// <summary>General words that hold for at least some of the classes, those said most often first; of several for the same classes only the first.</summary>
    /// <param name="leastClasses">Classes that a word holds for, at least.</param>
    public IReadOnlyList<HypernymQuery> HypernymQueries(int leastClasses)
    {
        var labels = new Dictionary<string, List<int>>();
        var synsets = new Dictionary<string, Synset>();
        for (var label = 0; label < _classes.Length; label++)
        {
            foreach (var above in _classes[label].Above)
            {
                synsets[above.Synset.Id] = above.Synset;
                if (!labels.TryGetValue(above.Synset.Id, out var under)) labels[above.Synset.Id] = under = [];
                under.Add(label);
            }
        }

        return [.. labels.Where(l => l.Value.Count >= leastClasses)
            .OrderByDescending(l => synsets[l.Key].AllUses).ThenBy(static l => l.Key, StringComparer.Ordinal)
            .DistinctBy(static l => string.Join(',', l.Value))
            .Select(l => new HypernymQuery(UsualWord(synsets[l.Key]), l.Key, l.Value))];
    }

    private static string UsualWord(Synset synset)
    {
        var best = 0;
        for (var i = 1; i < synset.Words.Count; i++)
            if (synset.Uses[i] > synset.Uses[best]) best = i;
        return synset.Words[best];
    }

    private static double[] WordWeights(Synset synset)
    {
        var weights = new double[synset.Words.Count];
        for (var i = 0; i < weights.Length; i++) weights[i] = (1 + synset.Uses[i]) / (1.0 + i);
        return weights;
    }

    private sealed record ClassWords(Synset Synset, IReadOnlyList<string> Names, string Definition, IReadOnlyList<Ancestor> Above, HashSet<string> Meanings)
    {
        // The square root: "animal" is met a hundred times as often as "retriever", and both must be learned.
        public double[] AboveWeights { get; } = [.. Above.Select(static a => Math.Sqrt(1 + a.Synset.AllUses) / (1 + 0.15 * a.Height))];
    }
}

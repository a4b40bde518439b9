using System.Text;
using Orleans.Video.Learning.Data;

namespace Orleans.Video.Learning.Words;

/// <summary>
/// The nouns of WordNet 3.0: which words mean the same, what is a kind of what, and what it is. Reads the files of Debian's <c>wordnet-base</c>, whose
/// offsets are the ids of ImageNet's classes. Read once, then safe for use by many at once.
/// </summary>
internal sealed class WordNet
{
    /// <summary>Where Debian puts the files.</summary>
    public const string DebianFolder = "/usr/share/wordnet";

    private readonly byte[] _glosses;
    private readonly Dictionary<string, Synset> _synsets = [];
    private readonly Dictionary<string, string[]> _senses = [];
    private readonly NounForms _forms;

    private WordNet(byte[] data, byte[] index, byte[] exceptions, byte[] counts)
    {
        _glosses = data;
        var uses = WordNetFiles.ReadUses(counts);
        foreach (var (offset, line) in WordNetFiles.Lines(data))
        {
            var synset = WordNetFiles.ReadSynset(offset, line, uses, "data.noun");
            _synsets[synset.Id] = synset;
        }

        foreach (var (offset, line) in WordNetFiles.Lines(index))
        {
            var (word, ids) = WordNetFiles.ReadIndex(offset, line, "index.noun");
            _senses[word] = ids;
        }

        _forms = new NounForms(exceptions);
        if (_synsets.Count == 0) throw new LearningDataException("data.noun holds no noun: install wordnet-base again");
        if (_synsets.Values.SelectMany(static s => s.Hypernyms).Concat(_senses.Values.SelectMany(static ids => ids)).FirstOrDefault(id => !_synsets.ContainsKey(id)) is { } missing)
            throw new LearningDataException($"data.noun lacks {missing}, which other entries name: install wordnet-base again");
    }

    /// <summary>All meanings of nouns, in the order of their ids.</summary>
    public IReadOnlyCollection<Synset> Synsets => _synsets.Values;

    /// <summary>How nouns look in the plural.</summary>
    public NounForms Forms => _forms;

    /// <summary>Reads the files.</summary>
    /// <param name="folder">The folder that holds <c>data.noun</c>, <c>index.noun</c>, <c>noun.exc</c> and <c>cntlist.rev</c>.</param>
    /// <exception cref="LearningDataException">A file is not there or damaged.</exception>
    public static WordNet Open(string folder = DebianFolder) =>
        new(WordNetFiles.Bytes(folder, "data.noun"), WordNetFiles.Bytes(folder, "index.noun"), WordNetFiles.Bytes(folder, "noun.exc"), WordNetFiles.Bytes(folder, "cntlist.rev"));

    /// <summary>The meaning of an id such as <c>n02099601</c>, or null when there is none.</summary>
    public Synset? Synset(string id) => _synsets.GetValueOrDefault(id);

    /// <summary>The meanings of a noun, the most usual first; none when it is not known. Case does not matter, and a plural means what its singular does.</summary>
    public IReadOnlyList<Synset> Find(string word)
    {
        var plain = word.Trim().ToLowerInvariant();
        var found = new List<Synset>();
        foreach (var form in _forms.Bases(plain).Prepend(plain))
            if (_senses.TryGetValue(form, out var ids)) found.AddRange(ids.Select(id => _synsets[id]).Where(s => !found.Contains(s)));
        return found;
    }

    /// <summary>What a meaning is, without the examples of use.</summary>
    public string Definition(Synset synset)
    {
        var line = _glosses.AsSpan(int.Parse(synset.Id.AsSpan(1)));
        var end = line.IndexOf((byte)'\n');
        if (end >= 0) line = line[..end];
        var gloss = Encoding.UTF8.GetString(line[(line.IndexOf((byte)'|') + 1)..]);
        // Examples stand in quotation marks behind a semicolon.
        var example = gloss.IndexOf("; \"", StringComparison.Ordinal);
        return (example < 0 ? gloss : gloss[..example]).Trim();
    }

    /// <summary>Everything above a meaning, nearest first, each once.</summary>
    public IReadOnlyList<Ancestor> Ancestors(Synset synset)
    {
        var seen = new HashSet<string> { synset.Id };
        var found = new List<Ancestor>();
        var level = new List<Synset> { synset };
        for (var height = 1; level.Count > 0; height++)
        {
            var next = new List<Synset>();
            foreach (var id in level.SelectMany(static s => s.Hypernyms))
                if (seen.Add(id)) next.Add(_synsets[id]);
            found.AddRange(next.Select(s => new Ancestor(s, height)));
            level = next;
        }

        return found;
    }

    /// <summary>Whether a meaning is another one, or a kind of it.</summary>
    public bool IsA(Synset kind, Synset what) => kind.Id == what.Id || Ancestors(kind).Any(a => a.Synset.Id == what.Id);
}

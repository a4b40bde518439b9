using System.Globalization;
using System.Text;
using Orleans.Video.Learning.Data;

namespace Orleans.Video.Learning.Words;

/// <summary>Reads WordNet's dictionary files for nouns (their form: wndb(5WN), cntlist(5WN)).</summary>
internal static class WordNetFiles
{
    private const int LargestFile = 256 << 20;

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="LearningDataException">It is not there, or too large to be one.</exception>
    public static byte[] Bytes(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
            if (file.Length > LargestFile) throw new LearningDataException($"{path} is larger than {LargestFile >> 20} MiB, and no WordNet file");
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LearningDataException($"cannot read {path} ({problem.Message}): install WordNet by 'apt-get install wordnet-base'", problem);
        }
    }

    /// <summary>The lines of a file: where each begins, and its text. Lines of the licence, which begin with spaces, are left out.</summary>
    public static IEnumerable<(int Offset, string Line)> Lines(byte[] file)
    {
        for (var at = 0; at < file.Length;)
        {
            var length = file.AsSpan(at).IndexOf((byte)'\n');
            if (length < 0) length = file.Length - at;
            if (length > 0 && file[at] != ' ') yield return (at, Encoding.UTF8.GetString(file, at, length));
            at += length + 1;
        }
    }

    /// <summary>
    /// A line of a data file: <c>offset file type words word id … pointers symbol offset part source … | gloss</c>, the number of words in base 16.
    /// </summary>
    /// <param name="offset">Where the line begins.</param>
    /// <param name="line">The line.</param>
    /// <param name="uses">How often a word had a meaning, by sense key.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="LearningDataException">It is no such line.</exception>
    public static Synset ReadSynset(int offset, string line, IReadOnlyDictionary<string, int> uses, string name)
    {
        try
        {
            var fields = line[..line.IndexOf('|', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (int.Parse(fields[0], CultureInfo.InvariantCulture) != offset) throw new FormatException("it does not stand where it says");
            var count = int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var words = new string[count];
            var counts = new int[count];
            for (var i = 0; i < count; i++)
            {
                words[i] = fields[4 + 2 * i].Replace('_', ' ');
                var number = int.Parse(fields[5 + 2 * i], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                counts[i] = uses.GetValueOrDefault(SenseKey(fields[4 + 2 * i], fields[1], number));
            }

            var at = 4 + 2 * count;
            var hypernyms = new List<string>();
            for (var left = int.Parse(fields[at++], CultureInfo.InvariantCulture); left > 0; left--, at += 4)
                if (fields[at] is "@" or "@i" && fields[at + 2] == "n") hypernyms.Add("n" + fields[at + 1]);
            return new Synset($"n{offset:D8}", words, counts, hypernyms);
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new LearningDataException($"{name} is damaged at byte {offset:N0} ({problem.Message}): install wordnet-base again", problem);
        }
    }

    /// <summary>A line of an index file: <c>lemma part meanings pointers symbol … meanings tagged offset …</c>. The offsets are those of the meanings, the most usual first.</summary>
    /// <exception cref="LearningDataException">It is no such line.</exception>
    public static (string Word, string[] Ids) ReadIndex(int offset, string line, string name)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6 || !int.TryParse(fields[2], CultureInfo.InvariantCulture, out var count) || count < 1 || count > fields.Length - 6)
            throw new LearningDataException($"{name} is damaged at byte {offset:N0}: install wordnet-base again");
        return (fields[0].Replace('_', ' '), [.. fields[^count..].Select(static id => "n" + id)]);
    }

    /// <summary>Sense key to how often it was met, from <c>cntlist.rev</c>: <c>key number count</c>.</summary>
    public static Dictionary<string, int> ReadUses(byte[] file)
    {
        var uses = new Dictionary<string, int>();
        foreach (var (_, line) in Lines(file))
        {
            var fields = line.Split(' ');
            // A noun's key has 1 behind the per cent sign.
            if (fields.Length == 3 && fields[0].Contains("%1:", StringComparison.Ordinal) && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var count)) uses[fields[0]] = count;
        }

        return uses;
    }

    private static string SenseKey(string word, string file, int number) => $"{word.ToLowerInvariant()}%1:{file}:{number:D2}::";
}

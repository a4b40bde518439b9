using System.Text.RegularExpressions;

namespace Orleans.Video.Learning.Data.Pictures;

/// <summary>A class of pictures.</summary>
/// <param name="Id">Its WordNet 3.0 id: <c>n</c> and eight digits.</param>
/// <param name="Names">Its names, the usual one first.</param>
public sealed record PictureClass(string Id, IReadOnlyList<string> Names);

/// <summary>The classes of a set of pictures; a label is a class's place in the list.</summary>
public sealed partial class ClassList
{
    private const int MostClasses = 100_000;

    private readonly Dictionary<string, int> _labels;

    private ClassList(List<PictureClass> classes)
    {
        Classes = classes;
        _labels = classes.Select(static (c, label) => (c.Id, label)).ToDictionary();
    }

    /// <summary>The classes, by label.</summary>
    public IReadOnlyList<PictureClass> Classes { get; }

    /// <summary>How many classes there are; labels are 0 to below this.</summary>
    public int Count => Classes.Count;

    /// <summary>Reads lines of an id, a tabulator and names parted by commas.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="LearningDataException">A line is no class, or names one again.</exception>
    public static ClassList Read(TextReader text, string name)
    {
        var classes = new List<PictureClass>();
        var seen = new HashSet<string>();
        for (var number = 1; text.ReadLine() is { } line; number++)
        {
            if (line.Trim().Length == 0) continue;
            if (classes.Count == MostClasses) throw new LearningDataException($"{name} names more than {MostClasses:N0} classes: give it fewer");
            var match = ClassLine().Match(line);
            if (!match.Success) throw new LearningDataException($"{name}, line {number}: expected a WordNet id such as n02099601, a tabulator and names parted by commas");
            var names = match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (names.Length == 0) throw new LearningDataException($"{name}, line {number}: the class {match.Groups["id"].Value} has no name");
            if (!seen.Add(match.Groups["id"].Value)) throw new LearningDataException($"{name}, line {number}: the class {match.Groups["id"].Value} is there twice");
            classes.Add(new PictureClass(match.Groups["id"].Value, names));
        }

        return classes.Count > 0 ? new ClassList(classes) : throw new LearningDataException($"{name} names no class");
    }

    /// <summary>The label of an id, or null when it is no class of this list.</summary>
    public int? LabelOf(string id) => _labels.TryGetValue(id, out var label) ? label : null;

    [GeneratedRegex(@"^(?<id>n\d{8})\t(?<names>[^\t]{1,2000})$", RegexOptions.CultureInvariant)]
    private static partial Regex ClassLine();
}

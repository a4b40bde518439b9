namespace Orleans.Video.Learning.Words;

/// <summary>How a text speaks of a class.</summary>
internal enum ClassTextKind
{
    /// <summary>By its usual name.</summary>
    Name,

    /// <summary>By another name.</summary>
    Synonym,

    /// <summary>By what it is a kind of.</summary>
    Hypernym,

    /// <summary>By what a dictionary says.</summary>
    Definition,
}

/// <summary>A text that is true of a class.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">How it speaks of the class.</param>
/// <param name="Meaning">The WordNet id of what it speaks of: the class's own, or that of a hypernym. It is true of every class that is that.</param>
internal sealed record ClassText(string Text, ClassTextKind Kind, string Meaning);

/// <summary>A general word, and the classes that it holds for.</summary>
/// <param name="Word">The word.</param>
/// <param name="Meaning">Its WordNet id.</param>
/// <param name="Labels">The classes, ascending.</param>
internal sealed record HypernymQuery(string Word, string Meaning, IReadOnlyList<int> Labels);

/// <summary>How often texts of each kind are drawn; only the proportions count.</summary>
public sealed record ClassTextShares
{
    /// <summary>By the usual name. Default 0.4.</summary>
    public double Name { get; init; } = 0.4;

    /// <summary>By another name; by the usual one where there is none. Default 0.15.</summary>
    public double Synonym { get; init; } = 0.15;

    /// <summary>By what it is a kind of. Default 0.3.</summary>
    public double Hypernym { get; init; } = 0.3;

    /// <summary>By its definition. Default 0.15.</summary>
    public double Definition { get; init; } = 0.15;

    /// <summary>Chance that a name stands in a sentence and not alone, 0–1. Default 0.5.</summary>
    public double Sentence { get; init; } = 0.5;

    /// <summary>Says what is wrong with these shares, naming the option, or null when they can be used.</summary>
    public string? Check()
    {
        foreach (var (name, share) in new[] { (nameof(Name), Name), (nameof(Synonym), Synonym), (nameof(Hypernym), Hypernym), (nameof(Definition), Definition) })
            if (share is not (>= 0 and <= 1e6)) return $"{name} must be 0 or more, not {share}";
        if (Name + Synonym + Hypernym + Definition == 0) return $"{nameof(Name)}, {nameof(Synonym)}, {nameof(Hypernym)} and {nameof(Definition)} must not all be 0";
        return Sentence is >= 0 and <= 1 ? null : $"{nameof(Sentence)} must be 0 to 1, not {Sentence}";
    }
}

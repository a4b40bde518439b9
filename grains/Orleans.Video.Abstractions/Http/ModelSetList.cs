using Orleans.Video.Versions;

namespace Orleans.Video.Http;

/// <summary>The model sets of a server and its store.</summary>
/// <param name="Serving">The set that answers.</param>
/// <param name="Previous">The one that answered before; null when there was none, or when it was removed.</param>
/// <param name="Sets">Those that the server has the files of, and those of which the store holds results, by id.</param>
public sealed record ModelSetList(string Serving, string? Previous, IReadOnlyList<ModelSetItem> Sets);

/// <summary>A model set.</summary>
public sealed record ModelSetItem
{
    /// <summary>The set's id.</summary>
    public required string Id { get; init; }

    /// <summary>The version that its manifest gives; null when this server has no files of it.</summary>
    public string? Version { get; init; }

    /// <summary>Whether it was trained.</summary>
    public bool? Trained { get; init; }

    /// <summary>Whether it answers.</summary>
    public bool Serving { get; init; }

    /// <summary>How far it has come in this store; null when the store holds nothing of it.</summary>
    public KeptSetState? State { get; init; }

    /// <summary>Videos that the store had when filling began; null when it was never filled.</summary>
    public int? Videos { get; init; }

    /// <summary>Of these, those that are done.</summary>
    public int? Done { get; init; }

    /// <summary>Of these, those that could not be read.</summary>
    public int? Failed { get; init; }

    /// <summary>Why, of the first of them; or why the set's files cannot be used.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

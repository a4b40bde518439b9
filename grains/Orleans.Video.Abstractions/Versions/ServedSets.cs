using System.Text.Json.Serialization;

namespace Orleans.Video.Versions;

/// <summary>Which model sets a store holds results of, and which of them answers: the pointer of a whole cluster.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.ServedSets")]
public sealed record ServedSets
{
    /// <summary>Rises with every change: of two the higher one is right.</summary>
    [Id(0)] public long Version { get; init; }

    /// <summary>The set that answers searches.</summary>
    [Id(1)] public required string Serving { get; init; }

    /// <summary>The set that answered before; null when there was none, or when it was removed.</summary>
    [Id(2)] public string? Previous { get; init; }

    /// <summary>Every set of which the store may hold results, the first of them the one that the store began with unless it was removed.</summary>
    [Id(3)] public required IReadOnlyList<KeptSet> Kept { get; init; }

    /// <summary>The sets that every video is read with: the one that serves first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Wanted =>
        [Serving, .. Kept.Where(set => set.Id != Serving && set.State is not (KeptSetState.Removing or KeptSetState.Stopped)).Select(static set => set.Id)];

    /// <summary>A set of this store; null when it has none of that id.</summary>
    public KeptSet? Of(string id) => Kept.FirstOrDefault(set => set.Id == id);

    /// <summary>The same with one set put in the place of the one of its id, or added.</summary>
    public ServedSets With(KeptSet set) =>
        this with { Kept = Of(set.Id) is null ? [.. Kept, set] : [.. Kept.Select(known => known.Id == set.Id ? set : known)] };
}

/// <summary>A model set of which the store holds results.</summary>
/// <param name="Id">The set's id.</param>
/// <param name="Digest">The first digits of the digest of its manifest, which names every file's own: a set of other files is another set.</param>
/// <param name="Since">The <see cref="ServedSets.Version"/> with which it came: what was made before, under the same id, is gone.</param>
/// <param name="State">How far it has come.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.KeptSet")]
public sealed record KeptSet([property: Id(0)] string Id, [property: Id(1)] string Digest, [property: Id(2)] long Since, [property: Id(3)] KeptSetState State);

/// <summary>How far a model set has come in a store.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<KeptSetState>))]
public enum KeptSetState
{
    /// <summary>Every video that is ready has its results.</summary>
    Filled = 0,

    /// <summary>The videos of the store are being read with it.</summary>
    Filling = 1,

    /// <summary>All videos were tried, and some could not be read with it.</summary>
    Incomplete = 2,

    /// <summary>Filling was stopped; new videos are not read with it.</summary>
    Stopped = 3,

    /// <summary>Everything that it made is being deleted.</summary>
    Removing = 4,
}

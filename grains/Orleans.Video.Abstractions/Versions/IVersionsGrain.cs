using System.Text.Json.Serialization;
using Orleans.Concurrency;

namespace Orleans.Video.Versions;

/// <summary>Owns the pointer to the model set that serves, fills others beside it and removes them. Key: 0.</summary>
[Alias("orleans.video.IVersionsGrain")]
public interface IVersionsGrain : IGrainWithIntegerKey
{
    /// <summary>The sets of the store and how far they have come.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<VersionsStatus> GetAsync();

    /// <summary>Begins to read every video of the store with a set, beside the one that serves. Of a set that is being filled, or is, nothing changes.</summary>
    [Alias("Fill")]
    Task<VersionsReply> FillAsync(string modelSet);

    /// <summary>Stops filling a set; what it has stays, and filling goes on from there.</summary>
    [Alias("Stop")]
    Task<VersionsReply> StopAsync(string modelSet);

    /// <summary>Lets a set answer from now on; the one before is kept.</summary>
    /// <param name="modelSet">The set.</param>
    /// <param name="force">Whether also one that lacks videos: these are found by words only until they are filled.</param>
    [Alias("Use")]
    Task<VersionsReply> UseAsync(string modelSet, bool force);

    /// <summary>Begins to delete everything that a set made. The set that serves is refused.</summary>
    [Alias("Remove")]
    Task<VersionsReply> RemoveAsync(string modelSet);

    /// <summary>Notes that a video cannot be read with a set, so that nobody takes the set for whole.</summary>
    [Alias("Miss")]
    Task MissAsync(string modelSet, string videoId, string reason);

    /// <summary>Goes on with what a lost silo left unfinished. Called by recovery; harmless at any time.</summary>
    [Alias("Resume")]
    Task ResumeAsync();
}

/// <summary>What became of a request about a model set.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Message">For people: why it was refused; null when it was done.</param>
/// <param name="Status">The sets afterwards.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VersionsReply")]
public sealed record VersionsReply([property: Id(0)] VersionsOutcome Outcome, [property: Id(1)] string? Message, [property: Id(2)] VersionsStatus Status);

/// <summary>What became of a request about a model set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VersionsOutcome>))]
public enum VersionsOutcome
{
    /// <summary>It is done, or has begun.</summary>
    Done = 0,

    /// <summary>There is no such set, or it cannot be used, on some silo.</summary>
    Unusable = 1,

    /// <summary>It does not go with how things are now.</summary>
    Refused = 2,
}

/// <summary>The model sets of a store.</summary>
/// <param name="Sets">The pointer, and the sets that are kept.</param>
/// <param name="Fills">How far filling has come, of sets that are or were filled.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VersionsStatus")]
public sealed record VersionsStatus([property: Id(0)] ServedSets Sets, [property: Id(1)] IReadOnlyList<FillProgress> Fills);

/// <summary>How far the reading of a store's videos with a model set has come.</summary>
[GenerateSerializer, Immutable, Alias("orleans.video.FillProgress")]
public sealed record FillProgress
{
    /// <summary>The set.</summary>
    [Id(0)] public required string ModelSet { get; init; }

    /// <summary>The version of the pointer with which the set came.</summary>
    [Id(1)] public long Since { get; init; }

    /// <summary>Videos that the store had when filling began.</summary>
    [Id(2)] public int Videos { get; init; }

    /// <summary>Videos that were looked at: those whose results are there, and those that have none to make.</summary>
    [Id(3)] public int Done { get; init; }

    /// <summary>Videos that could not be read.</summary>
    [Id(4)] public int Failed { get; init; }

    /// <summary>Why, of the first of them, each with its id.</summary>
    [Id(5)] public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The shard of the catalog that is walked.</summary>
    [Id(6)] public int Shard { get; init; }

    /// <summary>The last video of that shard up to which all are done; null: none.</summary>
    [Id(7)] public string? After { get; init; }

    /// <summary>Whether all shards have been walked.</summary>
    [Id(8)] public bool Ended { get; init; }
}

using Orleans.Video.Storage;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Versions;

/// <summary>How far filling a set has come, as it is stored.</summary>
internal static class FillObject
{
    /// <summary>The object of a set.</summary>
    public static string Name(string modelSet) => $"models/fills/{modelSet}.json";

    /// <summary>How far a set had come when it was last stored; from the start when it is another filling's.</summary>
    public static async Task<FillProgress> ReadAsync(IObjectStore store, KeptSet set) =>
        await store.GetJsonAsync<FillProgress>(Name(set.Id)) is { Value: { } found } && found.Since == set.Since ? found : new FillProgress { ModelSet = set.Id, Since = set.Since };

    /// <summary>Stores how far a set has come.</summary>
    public static async Task WriteAsync(IObjectStore store, FillProgress progress) => await store.PutJsonAsync(Name(progress.ModelSet), progress);
}

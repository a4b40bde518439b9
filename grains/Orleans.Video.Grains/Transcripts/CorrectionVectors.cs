using Orleans.Video.Storage;

namespace Orleans.Video.Grains.Transcripts;

/// <summary>The vectors of corrections lie with the sentences, which people made: of a set that goes only its vectors go.</summary>
internal static class CorrectionVectors
{
    /// <summary>Deletes the vectors that a model set made of all corrections.</summary>
    public static async Task DeleteAsync(IObjectStore store, string modelSet, CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ListAsync(Corrections.Prefix, cancellationToken))
            while (!await TryDeleteAsync(store, entry.Name, modelSet, cancellationToken)) cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<bool> TryDeleteAsync(IObjectStore store, string name, string modelSet, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(name, cancellationToken) is not { } found) return true;
        var corrections = Corrections.Parse(name, found.Content);
        if (!corrections.HasVectorsOf(modelSet)) return true;
        try
        {
            await store.PutAsync(name, corrections.Without(modelSet).ToBytes(), PutCondition.IfMatch(found.ETag), cancellationToken);
            return true;
        }
        catch (ObjectConflictException)
        {
            // Corrected again, or erased, at the same time.
            return false;
        }
    }
}

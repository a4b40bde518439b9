using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Testing;

namespace Orleans.Video.Inference.Tests;

/// <summary>The set that is kept in the repository.</summary>
internal static class StarterSet
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Path.Combine(TestData.RepositoryRoot, "models", "starter");

    /// <summary>The set, opened.</summary>
    public static ModelSet Open() => ModelSet.Open(Folder);
}

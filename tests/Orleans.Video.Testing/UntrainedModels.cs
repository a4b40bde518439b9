using Orleans.Video.Inference;

namespace Orleans.Video.Testing;

/// <summary>
/// A small set of random weights under the name of the set that is shipped, for tests of all that does not depend on what a set knows: it is quick, and as it has no joint space a search
/// finds by words what has the words and nothing else.
/// </summary>
public static class UntrainedModels
{
    private static readonly Lazy<string> LazyFolder = new(static () =>
    {
        var folder = Path.Combine(SampleVideos.Folder, "models");
        UntrainedModelSet.Write(Path.Combine(folder, "starter"), seed: 1);
        return folder;
    });

    /// <summary>The folder of the set's folder, written once a run.</summary>
    public static string Folder => LazyFolder.Value;
}

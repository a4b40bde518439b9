using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference;

/// <summary>Tries a whole model set.</summary>
public static class ModelSetVerification
{
    /// <summary>Opens a folder and every encoder in it, and runs each once. Never throws for a bad set: the report says what is wrong.</summary>
    public static ModelSetReport Verify(string folder, InferenceDevice device)
    {
        var checks = new List<ModelSetCheck>();
        ModelSet set;
        try
        {
            set = ModelSet.Open(folder);
            checks.Add(new ModelSetCheck("manifest", ManifestFile.Name, Passed: true, $"{set.Files().Count()} file(s) with the hashes that it gives"));
        }
        catch (ModelSetException error)
        {
            checks.Add(new ModelSetCheck("manifest", error.File ?? ManifestFile.Name, Passed: false, error.Message));
            return new ModelSetReport(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), Path.GetFullPath(folder), checks);
        }

        var manifest = set.Manifest;
        if (manifest.Visual is { } visual) Try("visual", visual, () => new VisualEncoder(set, device));
        if (manifest.Audio is { } audio) Try("audio", audio, () => new AudioEncoder(set, device));
        if (manifest.Text is { } text) Try("text", text, () => new TextEncoder(set, device));
        if (manifest.Fusion is { } fusion) Try("fusion", fusion, () => new FusionEncoder(set, device));
        if (manifest.Speech is { } speech)
        {
            Try("speech", speech, () =>
            {
                _ = new SpeechDecoding(set);
                return new SpeechEncoder(set, device);
            });
        }

        return new ModelSetReport(manifest.Id, set.Folder, checks);

        void Try(string name, EncoderSpec spec, Func<IDisposable> open)
        {
            try
            {
                open().Dispose();
                checks.Add(new ModelSetCheck(name, spec.File, Passed: true, $"warmed up; vectors of {spec.Width}, {(spec.Trained ? "trained" : "untrained")}"));
            }
            catch (ModelSetException error)
            {
                checks.Add(new ModelSetCheck(name, error.File ?? spec.File, Passed: false, error.Message));
            }
        }
    }
}

/// <summary>What a check of a model set found.</summary>
/// <param name="Id">The set's id, or its folder's name where the manifest cannot be read.</param>
/// <param name="Folder">The set's folder.</param>
/// <param name="Checks">The manifest first, then each encoder.</param>
public sealed record ModelSetReport(string Id, string Folder, IReadOnlyList<ModelSetCheck> Checks)
{
    /// <summary>Whether every check passed.</summary>
    public bool Passed => Checks.All(static c => c.Passed);
}

/// <summary>One check of a model set.</summary>
/// <param name="Name"><c>manifest</c>, <c>visual</c>, <c>audio</c>, <c>text</c>, <c>fusion</c> or <c>speech</c>.</param>
/// <param name="File">The file that was checked.</param>
/// <param name="Passed">Whether it can be used.</param>
/// <param name="Detail">What was found: the whole message when it cannot be used.</param>
public sealed record ModelSetCheck(string Name, string File, bool Passed, string Detail);

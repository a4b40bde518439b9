using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Inference;

/// <summary>The model sets below a few folders, each in a folder of its id. Where two have the same id, the set of the earlier folder counts.</summary>
public sealed class ModelSetLibrary
{
    private readonly string[] _folders;

    /// <summary>Looks in <paramref name="folders"/> in order. New sets go into the first, which is made when it is first needed.</summary>
    public ModelSetLibrary(IReadOnlyList<string> folders)
    {
        if (folders.Count == 0) throw new ArgumentException("a library of model sets needs at least one folder", nameof(folders));
        _folders = [.. folders.Select(Path.GetFullPath)];
    }

    /// <summary>The folders that are looked in, in order.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>Every set, by id. Manifests are read, files are not: <see cref="Open"/> and <see cref="Verify"/> do that.</summary>
    public IReadOnlyList<ModelSetEntry> List()
    {
        var found = new SortedDictionary<string, ModelSetEntry>(StringComparer.Ordinal);
        foreach (var folder in _folders.Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateDirectories(folder))
            {
                var id = Path.GetFileName(path);
                if (ManifestChecks.IsId(id) && !found.ContainsKey(id) && File.Exists(Path.Combine(path, ManifestFile.Name)))
                    found.Add(id, Describe(id, path));
            }
        }

        return [.. found.Values];
    }

    /// <summary>Opens a set by its id and checks every file of it.</summary>
    /// <exception cref="ModelSetException">There is no such set, or it cannot be used.</exception>
    public ModelSet Open(string id)
    {
        var set = ModelSet.Open(FolderOf(id));
        RequireName(id, set.Manifest);
        return set;
    }

    /// <summary>Opens a set by its id and every encoder in it, and runs each once.</summary>
    /// <exception cref="ModelSetException">There is no such set.</exception>
    public ModelSetReport Verify(string id, InferenceDevice device) => ModelSetVerification.Verify(FolderOf(id), device);

    /// <summary>Makes a new set of an ONNX file that nobody here wrote, and of the other encoders of a base set. A failure leaves nothing behind.</summary>
    /// <exception cref="ModelSetException">The file cannot be an encoder, the id is taken, or the base set cannot be used.</exception>
    public ModelSet Import(ImportRequest request) => ModelSetImport.Run(this, request);

    private string FolderOf(string id)
    {
        if (!ManifestChecks.IsId(id))
            throw new ModelSetException(Shorten(id), file: null, "no valid name for a model set", "use lower-case letters, digits, '.', '_' and '-'");
        foreach (var folder in _folders)
        {
            var path = Path.Combine(folder, id);
            if (File.Exists(Path.Combine(path, ManifestFile.Name))) return path;
        }

        var known = string.Join(", ", List().Select(static e => e.Id));
        throw new ModelSetException(id, file: null, $"not found in {string.Join(" or ", _folders)}", known.Length == 0 ? "import one" : $"use one of: {known}");
    }

    private static ModelSetEntry Describe(string id, string folder)
    {
        try
        {
            var manifest = ManifestFile.Read(folder);
            RequireName(id, manifest);
            return new ModelSetEntry(id, folder, manifest, Problem: null);
        }
        catch (ModelSetException error)
        {
            return new ModelSetEntry(id, folder, Manifest: null, error.Message);
        }
    }

    // The id names everything that the set makes, so two folders must not be able to claim the same one.
    private static void RequireName(string id, ModelSetManifest manifest)
    {
        if (manifest.Id != id)
            throw new ModelSetException(id, ManifestFile.Name, $"field 'id' is '{manifest.Id}', the folder's name is '{id}'", "make them the same");
    }

    private static string Shorten(string id) => new([.. id.Take(64).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}

/// <summary>A set that a library found.</summary>
/// <param name="Id">The set's id, which is its folder's name.</param>
/// <param name="Folder">The set's folder.</param>
/// <param name="Manifest">What the set says of itself, or null where it cannot be read.</param>
/// <param name="Problem">Why the manifest cannot be read, or null.</param>
public sealed record ModelSetEntry(string Id, string Folder, ModelSetManifest? Manifest, string? Problem);

using System.Security.Cryptography;

namespace Orleans.Video.Inference.ModelSets;

/// <summary>A folder of a new model set, written beside its place and moved there when it is whole.</summary>
internal sealed class ModelSetFolder : IDisposable
{
    private readonly string _target;
    private readonly string _unfinished;
    private bool _finished;

    /// <summary>Begins a set.</summary>
    /// <exception cref="ModelSetException">The id cannot name a set, or the place is taken or cannot be written.</exception>
    public ModelSetFolder(string parent, string id)
    {
        if (!ManifestChecks.IsId(id))
            throw new ModelSetException(id, file: null, "no valid name for a model set", "use 1 to 64 lower-case letters, digits, '.', '_' and '-'");
        Id = id;
        _target = Path.Combine(parent, id);
        if (Directory.Exists(_target) || File.Exists(_target))
            throw new ModelSetException(id, file: null, $"{_target} is there already", "choose another id, or delete that folder");
        _unfinished = Path.Combine(parent, $".{id}.{Guid.NewGuid():N}");
        Guard(() => Directory.CreateDirectory(_unfinished));
    }

    /// <summary>The set's id.</summary>
    public string Id { get; }

    /// <summary>Begins a set at a path whose last part becomes its id.</summary>
    /// <param name="target">A path where nothing is yet; the parent is made when it is absent.</param>
    /// <exception cref="ModelSetException">The name is no id, or the place is taken or cannot be written.</exception>
    public static ModelSetFolder At(string target)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        return new ModelSetFolder(Path.GetDirectoryName(full) ?? full, Path.GetFileName(full));
    }

    /// <summary>Writes a file and returns it with its hash.</summary>
    /// <exception cref="ModelSetException">It cannot be written, such as when the disk is full.</exception>
    public ModelSetFile Add(string name, byte[] bytes)
    {
        Guard(() =>
        {
            var path = Path.Combine(_unfinished, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        });
        return new ModelSetFile(name, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Writes the manifest, lets <paramref name="check"/> look at the whole, and moves it to its place.</summary>
    /// <exception cref="ModelSetException">The set is wrong or cannot be written.</exception>
    public ModelSet Finish(ModelSetManifest manifest, Action<ModelSet> check)
    {
        Add(ManifestFile.Name, ManifestFile.ToBytes(manifest));
        check(ModelSet.Open(_unfinished));
        Guard(() => Directory.Move(_unfinished, _target));
        _finished = true;
        return ModelSet.Open(_target);
    }

    /// <summary>Deletes what was written unless it was finished.</summary>
    public void Dispose()
    {
        if (_finished) return;
        try { Directory.Delete(_unfinished, recursive: true); }
        catch (DirectoryNotFoundException) { }
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelSetException(Id, file: null, $"its folder cannot be written ({error.Message})", "check free space and permissions", error);
        }
    }
}

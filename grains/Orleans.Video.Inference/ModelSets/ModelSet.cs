using System.Security.Cryptography;

namespace Orleans.Video.Inference.ModelSets;

/// <summary>A model set whose manifest was checked and whose files are those that the manifest names.</summary>
public sealed class ModelSet
{
    /// <summary>The largest model file that is opened: 1 GiB, because protobuf and ONNX Runtime both hold it at once.</summary>
    internal const long LargestFile = 1L << 30;

    private ModelSet(string folder, ModelSetManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    /// <summary>What the set says of itself.</summary>
    public ModelSetManifest Manifest { get; }

    /// <summary>The absolute path of the set's folder.</summary>
    public string Folder { get; }

    /// <summary>
    /// Whether text can be compared with media: the set has a joint space, its text encoder is trained, and so is a way of media into that space
    /// (the fusion encoder with every encoder that feeds it, or a visual or audio encoder whose own vectors lie there). False means that such similarities rank nothing.
    /// </summary>
    public bool HasTrainedJointSpace
    {
        get
        {
            if (Manifest is not { JointWidth: > 0, Text.Trained: true }) return false;
            return Manifest.Visual is { Joint: true, Trained: true } || Manifest.Audio is { Joint: true, Trained: true }
                || (Manifest.Fusion is { Trained: true } fusion
                    && (fusion.VisualWidth == 0 || Manifest.Visual is { Trained: true })
                    && (fusion.AudioWidth == 0 || Manifest.Audio is { Trained: true }));
        }
    }

    /// <summary>Opens a folder: reads and checks its manifest, and the place and the hash of every file that it names.</summary>
    /// <exception cref="ModelSetException">The set cannot be used; the message names the file, the field or cause, and the remedy.</exception>
    public static ModelSet Open(string folder)
    {
        var full = Path.GetFullPath(folder);
        var set = new ModelSet(full, ManifestFile.Read(full));
        foreach (var file in set.Files()) set.CheckHash(file);
        return set;
    }

    /// <summary>Every file that the manifest names, with its hash.</summary>
    internal IEnumerable<ModelSetFile> Files()
    {
        EncoderSpec?[] encoders = [Manifest.Visual, Manifest.Audio, Manifest.Text, Manifest.Fusion, Manifest.Speech];
        foreach (var encoder in encoders)
            if (encoder is not null) yield return new ModelSetFile(encoder.File, encoder.Sha256);
        foreach (var file in Manifest.Text?.Tokenizer.Files ?? []) yield return file;
        if (Manifest.Speech?.Vocabulary is { } vocabulary) yield return vocabulary;
        if (Manifest.Speech?.LanguageModel is { } model) yield return model;
    }

    /// <summary>Reads a file once, so that the bytes that were hashed are the bytes that are used.</summary>
    /// <exception cref="ModelSetException">The file is outside the folder, absent, too large, or not the one that the manifest names.</exception>
    internal byte[] ReadChecked(ModelSetFile file)
    {
        using var stream = OpenFile(file);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        CompareHash(file, SHA256.HashData(bytes));
        return bytes;
    }

    internal ModelSetException Broken(string? file, string cause, string remedy, Exception? inner = null) => new(Manifest.Id, file, cause, remedy, inner);

    private void CheckHash(ModelSetFile file)
    {
        using var stream = OpenFile(file);
        CompareHash(file, SHA256.HashData(stream));
    }

    private void CompareHash(ModelSetFile file, byte[] hash)
    {
        var found = Convert.ToHexStringLower(hash);
        if (found != file.Sha256)
            throw Broken(file.File, $"its SHA-256 is {found}, the manifest says {file.Sha256}", "fetch or import the set again");
    }

    private FileStream OpenFile(ModelSetFile file)
    {
        var path = PathOf(file.File);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length <= LargestFile) return stream;
            var length = stream.Length;
            stream.Dispose();
            throw Broken(file.File, $"{length} bytes long, more than {LargestFile}", "use a smaller or quantised model");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Broken(file.File, "not found", "fetch or import the set again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Broken(file.File, $"cannot be read ({error.Message})", "check its permissions", error);
        }
    }

    // A manifest is outside input: its paths may name nothing outside the folder, by dots, by root or by link.
    private string PathOf(string file)
    {
        const string Remedy = "name a file inside the set's folder";
        var parts = file.Split('/');
        if (file.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(file) || parts.Any(static p => p is "" or "." or ".."))
            throw Broken(file, "its path leads outside the set's folder", Remedy);
        var path = Folder;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw Broken(file, "it is a symbolic link", Remedy);
        }

        return path;
    }
}

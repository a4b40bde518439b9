using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Video.Inference.ModelSets;

/// <summary>Reads and writes <c>manifest.json</c>.</summary>
internal static class ManifestFile
{
    public const string Name = "manifest.json";
    private const long LargestManifest = 1 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 16,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads and checks the manifest of a folder.</summary>
    /// <exception cref="ModelSetException">It is absent, is no manifest, or a field is wrong; the message names the field.</exception>
    public static ModelSetManifest Read(string folder)
    {
        var set = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        var path = Path.Combine(folder, Name);
        ModelSetManifest? manifest;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new ModelSetException(set, Name, $"not found in {folder}", "give the folder of a model set");
            if (file.Length > LargestManifest)
                throw new ModelSetException(set, Name, $"{file.Length} bytes long, more than {LargestManifest}", "give the folder of a model set");
            manifest = JsonSerializer.Deserialize<ModelSetManifest>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException error)
        {
            var field = string.IsNullOrEmpty(error.Path) || error.Path == "$" ? "" : $"field '{error.Path.TrimStart('$', '.')}': ";
            throw new ModelSetException(set, Name, field + FirstSentence(error.Message), "correct the manifest or import the set again", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelSetException(set, Name, $"cannot be read ({error.Message})", "check the folder's permissions", error);
        }

        if (manifest is null)
            throw new ModelSetException(set, Name, "is null", "correct the manifest or import the set again");
        ManifestChecks.Check(set, manifest);
        return manifest;
    }

    /// <summary>The bytes of a manifest: the same for the same manifest.</summary>
    public static byte[] ToBytes(ModelSetManifest manifest) => [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Json), (byte)'\n'];

    // The serialiser ends its messages with the path and the position, which stand before ours already.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}

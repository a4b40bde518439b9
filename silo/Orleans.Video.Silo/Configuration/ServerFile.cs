using System.Text.Json;
using Orleans.Video.Http;

namespace Orleans.Video.Silo.Configuration;

/// <summary>How a program finds the silo that runs on a data folder: <c>server.json</c>, there while the silo answers.</summary>
/// <param name="Address">Where it answers.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Instance">A random id of this start, which <c>/healthz</c> repeats: a file that a killed silo left names an instance that nobody answers for.</param>
/// <param name="MediaRoots">The folders below which it reads local media: what lies elsewhere has to be sent.</param>
public sealed record ServerFile(Uri Address, int Pid, string Instance, IReadOnlyList<string>? MediaRoots = null)
{
    /// <summary>The file's name in the data folder.</summary>
    public const string Name = "server.json";

    /// <summary>Reads the file of a data folder; null when there is none, or none that can be read.</summary>
    public static ServerFile? TryRead(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<ServerFile>(File.ReadAllBytes(Path.Combine(dataFolder, Name)), VideoJson.Lenient);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Puts the file in place whole, in the stead of one that a killed silo left.</summary>
    internal void Write(string dataFolder)
    {
        var target = Path.Combine(dataFolder, Name);
        var partial = $"{target}.{Instance}";
        try
        {
            File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(this, VideoJson.Lenient));
            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Deletes the file if it is still this instance's.</summary>
    internal void Delete(string dataFolder)
    {
        if (TryRead(dataFolder)?.Instance == Instance) File.Delete(Path.Combine(dataFolder, Name));
    }
}

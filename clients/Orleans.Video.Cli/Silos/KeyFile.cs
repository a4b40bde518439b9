using Orleans.Video.Cli.CommandLine;

namespace Orleans.Video.Cli.Silos;

/// <summary>A file of API keys, one a line; empty lines and lines that start with # say nothing.</summary>
internal static class KeyFile
{
    /// <summary>The keys, at least one.</summary>
    public static IReadOnlyList<string> Read(string file)
    {
        try
        {
            var keys = File.ReadLines(file).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#').ToArray();
            return keys.Length > 0 ? keys : throw new CommandFailure($"the key file {file} holds no key: write one a line");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"the key file {file} cannot be read: {error.Message}", error);
        }
    }
}

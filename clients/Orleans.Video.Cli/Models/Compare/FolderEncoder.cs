using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Embed;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Models.Compare;

/// <summary>Encodes the videos, pictures and recordings of a folder by a model set.</summary>
internal sealed class FolderEncoder(MediaLibrary media)
{
    /// <summary>The files below a folder, in the order of their paths; hidden ones are passed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="most">How many, at most.</param>
    /// <exception cref="CommandFailure">There is no such folder, or it is empty.</exception>
    public static IReadOnlyList<string> FilesBelow(string folder, int most)
    {
        if (!Directory.Exists(folder)) throw new CommandFailure($"{folder} is no folder: name one that holds videos or pictures");
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file)[0] != '.').Order(StringComparer.Ordinal).Take(most)];
        return files.Length > 0 ? files : throw new CommandFailure($"{folder} is empty: name one that holds videos or pictures");
    }

    /// <summary>Encodes files; what cannot be decoded or has nothing that the set encodes is passed over.</summary>
    /// <param name="set">The set.</param>
    /// <param name="folder">The folder that names are given below.</param>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<EncodedFile>> EncodeAsync(ModelSet set, string folder, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        using var encoder = new DirectEncoder(set, media);
        var encoded = new List<EncodedFile>();
        foreach (var file in files)
        {
            try
            {
                if (!MediaReference.TryParse(file, out var reference, out _)) continue;
                var lines = new List<EmbeddedVector>();
                await foreach (var line in encoder.EncodeAsync(new EmbedSource(file, reference, Text: null), modality: null, cancellation)) lines.Add(line);
                var seconds = lines.GroupBy(static l => l.Modality).ToDictionary(static g => g.Key, static IReadOnlyList<float[]> (g) => [.. g.Select(static l => l.Vector)]);
                if (seconds.Count > 0) encoded.Add(new EncodedFile(file, Path.GetRelativePath(folder, file), seconds));
            }
            catch (Exception refused) when (refused is MediaException { Kind: not MediaFailure.ToolMissing } or CommandFailure)
            {
                // Counted by who asked: it knows how many there were.
            }
        }

        return encoded;
    }
}

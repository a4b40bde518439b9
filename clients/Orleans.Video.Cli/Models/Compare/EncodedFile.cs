namespace Orleans.Video.Cli.Models.Compare;

/// <summary>A file as a model set encodes it, second by second; a picture is one second.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Its path below the folder that is compared on.</param>
/// <param name="Seconds">By modality: vectors of length one.</param>
internal sealed record EncodedFile(string Path, string Name, IReadOnlyDictionary<string, IReadOnlyList<float[]>> Seconds)
{
    /// <summary>The folder that the file lies in, below the one that is compared on; empty at its top.</summary>
    public string Label => System.IO.Path.GetDirectoryName(Name) ?? "";
}

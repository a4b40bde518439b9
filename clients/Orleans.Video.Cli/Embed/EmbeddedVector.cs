
namespace Orleans.Video.Cli.Embed;

/// <summary>One line of <c>video embed</c>.</summary>
/// <param name="Source">What was embedded, as it was given.</param>
/// <param name="Modality"><c>visual</c>, <c>audio</c> or <c>text</c>.</param>
/// <param name="Second">The presentation second of the media; null for a picture or a text.</param>
/// <param name="ModelSet">The model set that made it: vectors of two sets are never compared.</param>
/// <param name="Trained">Whether the encoder was trained.</param>
/// <param name="Vector">Of length one.</param>
internal sealed record EmbeddedVector(string Source, string Modality, int? Second, string ModelSet, bool Trained, float[] Vector);

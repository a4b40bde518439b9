using System.Globalization;
using System.Text;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Fusion;

/// <summary>The new version of a set: its parent's files, byte for byte, with another fusion encoder and a card.</summary>
internal static class FusionSet
{
    /// <summary>The measure of the new set, in its manifest.</summary>
    public const string Measure = "text to video, recall at 10, videos kept aside";

    /// <summary>The same measure of the parent.</summary>
    public const string ParentMeasure = Measure + ", of the parent";

    /// <summary>The fusion encoder as it serves.</summary>
    public static byte[] Encoder(FusionModelOptions options, IReadOnlyDictionary<string, float[]> weights) => FusionGraph.Write(FusionModel.Weights(options, weights), "fusion encoder");

    /// <summary>Writes and verifies the set.</summary>
    /// <exception cref="ModelSetException">It cannot be written.</exception>
    public static ModelSet Write(FusionRunOptions options, byte[] encoder, FusionOutcome outcome)
    {
        var parent = options.Parent.Manifest;
        using var files = ModelSetFolder.At(options.Target);
        foreach (var file in options.Parent.Files().Where(file => file.File != parent.Fusion!.File).DistinctBy(static file => file.File)) files.Add(file.File, options.Parent.ReadChecked(file));
        var fusion = files.Add(parent.Fusion!.File, encoder);
        var manifest = parent with
        {
            Id = files.Id,
            Version = $"fusion-seed-{options.Seed}",
            Parent = parent.Id,
            TrainingData = $"{parent.TrainingData}; the fusion encoder: {outcome.Learned:N0} ingested videos and their words",
            Quality = new Dictionary<string, double>(parent.Quality ?? new Dictionary<string, double>()) { [Measure] = Math.Round(outcome.After, 4), [ParentMeasure] = Math.Round(outcome.Before, 4) },
            Fusion = parent.Fusion with { File = fusion.File, Sha256 = fusion.Sha256 },
        };
        files.Add("MODEL_CARD.md", Encoding.UTF8.GetBytes(Card(options, manifest, outcome)));
        return files.FinishTrained(manifest, options.Device);
    }

    private static string Card(FusionRunOptions options, ModelSetManifest manifest, FusionOutcome outcome) => string.Create(CultureInfo.InvariantCulture, $"""
        # {manifest.Id}
        `{manifest.Parent}` with a fusion encoder that went on learning from ingested videos. All other files are the parent's, byte for byte, and what its card says of them holds.

        | | |
        | --- | --- |
        | version | `{manifest.Version}` |
        | parent | `{manifest.Parent}`, version `{options.Parent.Manifest.Version}` |
        | learned from | {outcome.Learned:N0} videos: the vectors of their seconds, and their titles, captions, descriptions and transcripts |
        | kept aside | {outcome.HeldOut:N0} videos, the tenth of all that a hash of their ids names: the same in every run |
        | left during the run | {outcome.Left:N0} videos that were erased or may not be learned from any more; nothing of one was used after the epoch in which it left |
        | steps | {options.Steps:N0} of {options.Videos} videos, {options.Seconds} s of each; seed {options.Seed} |

        | recall at 10, text to video, on what was kept aside | |
        | --- | ---: |
        | parent | {outcome.Before:P1} |
        | this set | {outcome.After:P1} |
        | found by this set alone, by the parent alone | {outcome.Gained:N0}, {outcome.Lost:N0} videos |
        | chance | {Math.Min(1, 10.0 / Math.Max(1, outcome.HeldOut)):P1} |

        {(outcome.IsBetter ? "It measures better than its parent (McNemar's test, one-sided, 5 %)." : "It does not measure better than its parent by more than chance does (McNemar's test, one-sided, 5 %), and should not be used.")}

        """).ReplaceLineEndings("\n");
}

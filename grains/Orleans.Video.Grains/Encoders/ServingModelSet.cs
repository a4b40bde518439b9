using Orleans.Video.Encoders;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Grains.Encoders;

/// <summary>The model set that this silo serves with, opened and verified once.</summary>
public sealed class ServingModelSet(ModelSetLibrary library, VideoPipelineOptions options)
{
    private readonly Lazy<ModelSet> _set = new(() => library.Open(options.ModelSet));

    /// <summary>The set; throws <see cref="ModelSetException"/> when it is missing or damaged.</summary>
    public ModelSet Set => _set.Value;

    /// <summary>The set's id.</summary>
    public string Id => Set.Manifest.Id;

    /// <summary>What the set has encoders for; see <see cref="Modality"/>.</summary>
    public IReadOnlyList<string> Modalities
    {
        get
        {
            var manifest = Set.Manifest;
            (string Modality, bool Has)[] encoders =
            [
                (Modality.Visual, manifest.Visual is not null),
                (Modality.Audio, manifest.Audio is not null),
                (Modality.Text, manifest.Text is not null),
                (Modality.Fusion, manifest.Fusion is not null),
                (Modality.Speech, manifest.Speech is not null),
            ];
            return [.. encoders.Where(encoder => encoder.Has).Select(encoder => encoder.Modality)];
        }
    }

    /// <summary>Whether text and media can be compared at all.</summary>
    public bool HasTrainedJointSpace => Set.HasTrainedJointSpace;
}

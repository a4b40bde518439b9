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

    /// <summary>Whether text and media can be compared at all.</summary>
    public bool HasTrainedJointSpace => Set.HasTrainedJointSpace;
}

using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Video.Encoders;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Grains.Serving;

/// <summary>A model set whose manifest and files were checked once.</summary>
public sealed class OpenedModelSet
{
    private const int DigestDigits = 12;

    private OpenedModelSet(ModelSet set)
    {
        Set = set;
        Digest = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(set.Manifest)))[..DigestDigits];
        Modalities = ModalitiesOf(set.Manifest);
    }

    /// <summary>The set.</summary>
    public ModelSet Set { get; }

    /// <summary>The set's id.</summary>
    public string Id => Set.Manifest.Id;

    /// <summary>The first digits of the digest of its manifest, which names every file's own.</summary>
    public string Digest { get; }

    /// <summary>What the set has encoders for; see <see cref="Modality"/>.</summary>
    public IReadOnlyList<string> Modalities { get; }

    /// <summary>Whether text and media can be compared at all.</summary>
    public bool HasTrainedJointSpace => Set.HasTrainedJointSpace;

    /// <summary>Opens a set; throws <see cref="ModelSetException"/> when it is missing or damaged.</summary>
    public static OpenedModelSet Open(ModelSetLibrary library, string id) => new(library.Open(id));

    /// <summary>What a set has encoders for.</summary>
    public static IReadOnlyList<string> ModalitiesOf(ModelSetManifest manifest)
    {
        (string Modality, bool Has)[] encoders =
        [
            (Modality.Visual, manifest.Visual is not null),
            (Modality.Audio, manifest.Audio is not null),
            (Modality.Text, manifest.Text is not null),
            (Modality.Fusion, manifest.Fusion is not null),
            (Modality.Speech, manifest.Speech is not null),
        ];
        return [.. encoders.Where(static encoder => encoder.Has).Select(static encoder => encoder.Modality)];
    }
}

namespace Orleans.Video.Grains.Devices;

/// <summary>What a silo announces in its metadata, from its start to its end: a silo without devices announces none of it.</summary>
/// <param name="Devices">Names of its devices.</param>
/// <param name="Modalities">What its encoders take.</param>
/// <param name="ModelSets">Ids of the model sets that it has the files of.</param>
internal sealed record SiloOffer(IReadOnlyList<string> Devices, IReadOnlyList<string> Modalities, IReadOnlyList<string> ModelSets)
{
    /// <summary>The metadata key of the devices.</summary>
    public const string DevicesKey = "video.devices";

    /// <summary>The metadata key of the modalities.</summary>
    public const string ModalitiesKey = "video.modalities";

    /// <summary>The metadata key of the model sets.</summary>
    public const string ModelSetsKey = "video.model-sets";

    /// <summary>Nothing.</summary>
    public static SiloOffer None { get; } = new([], [], []);

    /// <summary>Whether the silo takes videos and hosts encoders.</summary>
    public bool HasDevices => Devices.Count > 0;

    /// <summary>Reads what a silo announced; nothing when it announced nothing or is not known yet.</summary>
    public static SiloOffer From(IReadOnlyDictionary<string, string> metadata) =>
        metadata.ContainsKey(DevicesKey) ? new SiloOffer(List(metadata, DevicesKey), List(metadata, ModalitiesKey), List(metadata, ModelSetsKey)) : None;

    /// <summary>What <see cref="From"/> reads.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToMetadata() => HasDevices
        ? [new(DevicesKey, string.Join(',', Devices)), new(ModalitiesKey, string.Join(',', Modalities)), new(ModelSetsKey, string.Join(',', ModelSets))]
        : [];

    private static string[] List(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var joined) ? joined.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
}

namespace Orleans.Video.Encoders;

/// <summary>How much waits for one encoder.</summary>
/// <param name="Device">The device, such as <c>cpu:0</c>.</param>
/// <param name="Modality">See <see cref="Encoders.Modality"/>.</param>
/// <param name="ModelSet">The model set's id.</param>
/// <param name="Depth">Requests that wait or are being encoded.</param>
/// <param name="OldestWait">How long the oldest of those that wait has waited; zero when none does.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.EncoderLoad")]
public sealed record EncoderLoad(
    [property: Id(0)] string Device,
    [property: Id(1)] string Modality,
    [property: Id(2)] string ModelSet,
    [property: Id(3)] int Depth,
    [property: Id(4)] TimeSpan OldestWait);

/// <summary>What a silo tells the others about its encoders, from time to time.</summary>
/// <param name="Silo">The silo's address in Orleans' parsable form.</param>
/// <param name="Loads">Its encoders that are warm; one that is not named is not.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.EncoderLoadReport")]
public sealed record EncoderLoadReport([property: Id(0)] string Silo, [property: Id(1)] IReadOnlyList<EncoderLoad> Loads);

using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Versions;

namespace Orleans.Video.Grains.Versions;

/// <summary>Where a silo hears of changes to the pointer, and says whether it can use a set.</summary>
[Alias("orleans.video.ISiloSets")]
internal interface ISiloSets : IGrainService
{
    /// <summary>Takes the pointer; when it returns this silo works by it, or by a later one.</summary>
    [Alias("Tell")]
    Task TellAsync(ServedSets sets);

    /// <summary>Opens a set and runs each of its encoders once.</summary>
    [Alias("Check")]
    Task<CheckedSet> CheckAsync(string modelSet);

    /// <summary>Warms up the encoders of a set that is kept.</summary>
    /// <returns>Why it cannot; null when it has.</returns>
    [Alias("WarmUp")]
    Task<string?> WarmUpAsync(string modelSet);
}

/// <summary>Whether a silo can use a model set.</summary>
/// <param name="Digest">The first digits of its manifest's digest; null when it cannot be used.</param>
/// <param name="Problem">Why it cannot be used.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.CheckedSet")]
internal sealed record CheckedSet([property: Id(0)] string? Digest, [property: Id(1)] string? Problem);

/// <summary>See <see cref="ISiloSets"/>; one a silo, for as long as it runs.</summary>
internal sealed class SiloSetsService(GrainId id, global::Orleans.Runtime.Silo silo, ILoggerFactory loggers, ServingModelSets models, ModelSetLibrary library, EncoderWarmUp encoders)
    : GrainService(id, silo, loggers), ISiloSets
{
    public Task TellAsync(ServedSets sets) => models.AcceptAsync(sets);

    public Task<CheckedSet> CheckAsync(string modelSet) => Task.Run(() =>
    {
        try
        {
            var report = library.Verify(modelSet, InferenceDevice.Cpu);
            return report.Checks.FirstOrDefault(static check => !check.Passed) is { } failed
                ? new CheckedSet(null, failed.Detail)
                : new CheckedSet(OpenedModelSet.Open(library, modelSet).Digest, null);
        }
        catch (ModelSetException exception)
        {
            return new CheckedSet(null, exception.Message);
        }
    });

    public async Task<string?> WarmUpAsync(string modelSet)
    {
        try
        {
            await encoders.RunAsync(await models.OpenAsync(modelSet));
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
    }
}

/// <summary>Reaches the service of a given silo.</summary>
internal sealed class SiloSets(IServiceProvider services) : GrainServiceClient<ISiloSets>(services)
{
    public ISiloSets On(SiloAddress silo) => GetGrainService(silo);
}

using Orleans.Video.Encoders;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;

namespace Orleans.Video.Grains.Tests.Encoders;

/// <summary>A silo's router, asked for the encoders of the set that serves.</summary>
internal sealed class ServingRouter(EncoderRouter router, ServingModelSets models)
{
    public Task<EncodeReply> EncodeAsync(string modality, EncodeRequest request, CancellationToken cancellationToken = default) =>
        router.EncodeAsync(models.Serving, modality, request, cancellationToken);
}

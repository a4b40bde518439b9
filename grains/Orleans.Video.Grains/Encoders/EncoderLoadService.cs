using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;
using Orleans.Video.Encoders;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Where a silo hears from the others how much waits at their encoders.</summary>
[Alias("orleans.video.IEncoderLoadService")]
internal interface IEncoderLoadService : IGrainService
{
    /// <summary>Takes a report; nobody waits for an answer, for the next one replaces it.</summary>
    [Alias("Report"), OneWay]
    Task ReportAsync(EncoderLoadReport report);
}

/// <summary>See <see cref="IEncoderLoadService"/>; one a silo, for as long as it runs.</summary>
internal sealed class EncoderLoadService(GrainId id, global::Orleans.Runtime.Silo silo, ILoggerFactory loggers, EncoderLoadBoard board)
    : GrainService(id, silo, loggers), IEncoderLoadService
{
    public Task ReportAsync(EncoderLoadReport report)
    {
        board.Accept(report);
        return Task.CompletedTask;
    }
}

/// <summary>Reaches the service of a given silo.</summary>
internal sealed class EncoderLoadServiceClient(IServiceProvider services) : GrainServiceClient<IEncoderLoadService>(services)
{
    public IEncoderLoadService On(SiloAddress silo) => GetGrainService(silo);
}

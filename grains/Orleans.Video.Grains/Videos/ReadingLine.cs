using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Orleans.Video.Grains.Videos;

/// <summary>The videos that wait in line on one silo.</summary>
[Alias("orleans.video.IReadingLine")]
internal interface IReadingLine : IGrainService
{
    /// <summary>Sends videos that wait here to a silo that has places free.</summary>
    /// <returns>How many.</returns>
    [Alias("Give")]
    Task<int> GiveAsync(SiloAddress silo, int most);
}

/// <summary>Answers for the line of its silo.</summary>
internal sealed class ReadingLine(GrainId id, Silo silo, ILoggerFactory loggers, VideoAdmission admission) : GrainService(id, silo, loggers), IReadingLine
{
    public Task<int> GiveAsync(SiloAddress silo, int most) => Task.FromResult(admission.Give(silo, most));
}

/// <summary>Reaches the lines of other silos.</summary>
internal sealed class ReadingLines(IServiceProvider services) : GrainServiceClient<IReadingLine>(services)
{
    public IReadingLine Of(SiloAddress silo) => GetGrainService(silo);
}

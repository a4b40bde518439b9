using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.Video.Grains.Fencing;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>Reads a video's record where its grain stores it.</summary>
internal sealed class RecordedLives([FromKeyedServices(RecordedLives.Storage)] IGrainStorage storage, IGrainFactory grains) : IVideoLives
{
    /// <summary>The grain storage that keeps records.</summary>
    public const string Storage = "Default";

    public async Task<bool> IsCurrentAsync(string videoId, VideoLife life, string? revision, bool toLearn)
    {
        var stored = new GrainState<VideoRecord>(VideoRecord.Empty);
        await storage.ReadStateAsync(VideoFence.RecordState, grains.GetGrain<IVideoGrain>(videoId).GetGrainId(), stored);
        var record = stored.State ?? VideoRecord.Empty;
        return record.Exists && record.Life == life && PolicyGate.RefusalOf(record) is null && (record.MayLearn || !toLearn) && (revision is null || record.Revision == revision);
    }
}

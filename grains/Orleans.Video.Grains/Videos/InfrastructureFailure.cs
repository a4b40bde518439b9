using Orleans.Video.Media;
using Orleans.Video.Storage;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>Tells failures of store, silos, network and this machine from failures of the media: the former make a video late, only the latter can fail it.</summary>
internal static class InfrastructureFailure
{
    /// <summary>Whether something other than the media is to blame.</summary>
    public static bool IsToBlame(Exception exception) => exception switch
    {
        // What the media library reports of the store carries the store's own failure.
        MediaException media => media.Kind is MediaFailure.DiskFull or MediaFailure.ToolMissing || (media.InnerException is { } cause && IsToBlame(cause)),
        ObjectStoreException or ObjectConflictException or LogUnavailableException => true,
        OrleansException or SiloUnavailableException or OrleansMessageRejectionException or TimeoutException or OperationCanceledException => true,
        AggregateException many => many.Flatten().InnerExceptions.All(IsToBlame),
        _ => false,
    };
}

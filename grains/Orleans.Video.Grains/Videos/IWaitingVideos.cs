namespace Orleans.Video.Grains.Videos;

/// <summary>How busy this silo is with videos: who brings further ones, such as a log, waits while too many do.</summary>
public interface IWaitingVideos
{
    /// <summary>Videos of this silo that wait for a place among those being read.</summary>
    int Waiting { get; }

    /// <summary>Whether this silo stops: none is begun any more, and none should be brought.</summary>
    bool IsStopping { get; }
}

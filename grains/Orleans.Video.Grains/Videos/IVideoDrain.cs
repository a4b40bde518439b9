namespace Orleans.Video.Grains.Videos;

/// <summary>Stops the reading of videos on this silo, so that others go on with them.</summary>
public interface IVideoDrain
{
    /// <summary>Videos being read on this silo.</summary>
    int Reading { get; }

    /// <summary>Videos that wait in line on this silo.</summary>
    int Waiting { get; }

    /// <summary>Takes no further videos, and waits until those that are read have come to the end of a segment. May be called again.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}

namespace Orleans.Video.Grains.Fencing;

/// <summary>Says, from the store itself and not from any silo's memory, whether what a model set makes is kept.</summary>
internal interface IKeptSets
{
    /// <summary>Whether the store keeps results of a set; not of one that is being removed.</summary>
    Task<bool> IsKeptAsync(string modelSet);
}

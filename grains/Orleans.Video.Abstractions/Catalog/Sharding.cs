using System.Text;

namespace Orleans.Video.Catalog;

/// <summary>Which shard a video belongs to, the same in every process and version.</summary>
public static class Sharding
{
    /// <summary>The shard of a video, 0 to <paramref name="shards"/> − 1: 64-bit FNV-1a of the id's UTF-8 bytes, folded, modulo.</summary>
    public static int ShardOf(string videoId, int shards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(videoId)) hash = (hash ^ octet) * 1099511628211UL;
        return (int)((hash ^ (hash >> 32)) % (uint)shards);
    }
}

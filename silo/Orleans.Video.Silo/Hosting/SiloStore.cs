using Azure.Storage.Blobs;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;

namespace Orleans.Video.Silo.Hosting;

/// <summary>The objects of a silo, for who is none.</summary>
public static class SiloStore
{
    /// <summary>Where the objects lie in a data folder.</summary>
    internal const string Folder = "objects";

    /// <summary>Opens the objects to look at, also while silos run by them. Nothing may be written through it.</summary>
    /// <exception cref="ObjectStoreException">There is no such data folder.</exception>
    public static IObjectStore OpenForReading(VideoSiloOptions options) => options.BlobConnectionString is { } connection
        ? new BlobObjectStore(new BlobContainerClient(connection, options.BlobContainer))
        : new FileObjectReader(Path.Combine(options.DataFolder, Folder));
}

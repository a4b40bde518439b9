using System.Security.Cryptography;

namespace Orleans.Video.Media.Opening;

/// <summary>
/// Where streams become files that ffmpeg can seek in. A staged file loses its name as soon as it is open, so the kernel frees it when the
/// silo closes it or dies; the moment between the two is what <see cref="Sweep"/> is for.
/// </summary>
internal sealed class StagingArea(string folder, long maxBytes)
{
    private const string Prefix = "staged-", Suffix = ".part";
    private const int DiskFullError = 28, QuotaError = 122, FileTooBigError = 27;

    /// <summary>Removes names that a killed process left behind. Safe at any time: whoever has such a file open keeps it.</summary>
    public void Sweep()
    {
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder, Prefix + "*" + Suffix)) File.Delete(left);
    }

    /// <summary>Writes a stream to the end, or to the byte limit, which is a failure.</summary>
    /// <param name="name">The media's name for messages.</param>
    /// <param name="expected">The length that the sender announced, or null.</param>
    /// <param name="read">Reads the next bytes of the stream, 0 at its end.</param>
    /// <param name="ct">Stops.</param>
    public async Task<OpenedMedia> StageAsync(string name, long? expected, Func<Memory<byte>, CancellationToken, ValueTask<int>> read, CancellationToken ct)
    {
        if (expected > maxBytes) throw TooLarge(name, expected.Value);
        FileStream? file = null;
        try
        {
            file = Create();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[128 << 10];
            long total = 0;
            while (await read(buffer, ct) is var count and > 0)
            {
                total += count;
                if (total > maxBytes) throw TooLarge(name, total);
                hash.AppendData(buffer.AsSpan(0, count));
                await file.WriteAsync(buffer.AsMemory(0, count), ct);
                MediaInstruments.BytesStaged.Add(count);
            }

            await file.FlushAsync(ct);
            if (expected is { } announced && announced != total)
                throw new MediaException(MediaFailure.Network, $"{name} ended after {total:N0} of {announced:N0} bytes: the download was cut off, try again");
            return new OpenedMedia(name, file.SafeFileHandle, "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset()), file);
        }
        catch (Exception problem)
        {
            if (file is not null) await CloseAsync(file);
            if (problem is IOException { HResult: DiskFullError or QuotaError or FileTooBigError })
                throw new MediaException(MediaFailure.DiskFull, $"no room to stage {name} in {folder}: free some space or set Media:StagingFolder elsewhere", problem);
            throw;
        }
    }

    private FileStream Create()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}{Suffix}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    private static async Task CloseAsync(FileStream file)
    {
        try
        {
            await file.DisposeAsync();
        }
        catch (IOException)
        {
            // The disk that refused the bytes may refuse again; the first failure is the one to tell.
        }
    }

    private MediaException TooLarge(string name, long bytes) =>
        new(MediaFailure.TooLarge, $"{name} has {bytes:N0} bytes or more, above Media:MaxBytes ({maxBytes:N0})");
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Orleans.Video.Storage;

public sealed partial class BlobObjectStore
{
    // 50,000 blocks are the most a blob can have: 390 GiB.
    private const int BlockSize = 8 * 1024 * 1024;
    private const int MaxBlocks = 50_000;

    /// <inheritdoc/>
    public async ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default)
    {
        var blob = BlobOf(name);
        if (content.Length <= BlockSize) return await UploadAsync(name, blob, content, condition, ct);
        using var stream = BinaryData.FromBytes(content).ToStream();
        return (await PutStreamAsync(name, stream, content.Length, condition, ct)).ETag;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Blocks of a put that failed are no part of any blob: nobody can read them, and the service drops them with the next put of that name
    /// or after a week. Of two streamed puts of one name at once the later may be refused, whatever its condition.
    /// </remarks>
    public async ValueTask<StreamedPut> PutStreamAsync(
        string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default)
    {
        var blob = BlobOf(name);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var upload = Guid.NewGuid();
            var blocks = new List<string>();
            long length = 0;
            while (true)
            {
                var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, ct);
                length += read;
                if (length > maxBytes) throw new ObjectTooLargeException(name, maxBytes);
                hash.AppendData(buffer, 0, read);
                var last = read < BlockSize;
                if (last && blocks.Count == 0)
                {
                    var etag = await UploadAsync(name, blob, buffer.AsMemory(0, read), condition, ct);
                    return new(etag, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
                }

                if (read > 0)
                {
                    if (blocks.Count == MaxBlocks) throw new ObjectTooLargeException(name, (long)BlockSize * MaxBlocks);
                    var id = BlockId(upload, blocks.Count);
                    await StageAsync(name, blob, id, buffer.AsMemory(0, read), ct);
                    blocks.Add(id);
                }

                if (last) break;
            }

            var committed = await CommitAsync(name, blob, blocks, condition, ct);
            return new(committed, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            // Media must not travel to the pool's next tenant.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<string> UploadAsync(string name, BlockBlobClient blob, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken ct)
    {
        try
        {
            return await Written(name, condition, async () =>
            {
                using var stream = BinaryData.FromBytes(content).ToStream();
                return (await blob.UploadAsync(stream, new BlobUploadOptions { Conditions = ConditionsOf(condition) }, ct)).Value.ETag;
            }, ct);
        }
        catch (ObjectConflictException e) when (condition.MustBeAbsent && e.CurrentETag is null)
        {
            // Refused although nothing is there: blocks that an unfinished upload left count as a blob for this request, and not for a commit.
            List<string> blocks = content.IsEmpty ? [] : [BlockId(Guid.NewGuid(), 0)];
            foreach (var id in blocks) await StageAsync(name, blob, id, content, ct);
            return await CommitAsync(name, blob, blocks, condition, ct);
        }
    }

    private Task<string> CommitAsync(string name, BlockBlobClient blob, List<string> blocks, PutCondition condition, CancellationToken ct) =>
        Written(name, condition, async () =>
        {
            try
            {
                return (await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Conditions = ConditionsOf(condition) }, ct)).Value.ETag;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidBlockList)
            {
                throw new ObjectConflictException(name, "another writer replaced it during the upload", cause: e);
            }
        }, ct);

    private Task StageAsync(string name, BlockBlobClient blob, string id, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        Guarded("write", name, async () =>
        {
            using var block = BinaryData.FromBytes(content).ToStream();
            return await blob.StageBlockAsync(id, block, cancellationToken: ct);
        }, ct);

    private Task<string> Written(string name, PutCondition condition, Func<Task<ETag>> write, CancellationToken ct) =>
        Guarded("write", name, async () =>
        {
            try
            {
                return (await write()).ToString();
            }
            catch (RequestFailedException e) when (BlobFailure.IsUnmetCondition(e) || (condition.ExpectedETag is not null && BlobFailure.IsNoSuchBlob(e)))
            {
                throw ObjectConflictException.For(name, condition, await ETagOf(BlobOf(name), ct), e);
            }
        }, ct);

    // The upload's own, so that two uploads of one name never mix, and all of one length, as the service wants it.
    private static string BlockId(Guid upload, int index)
    {
        Span<byte> id = stackalloc byte[20];
        upload.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], index);
        return Convert.ToBase64String(id);
    }
}

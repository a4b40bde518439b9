using System.Buffers;
using System.Security.Cryptography;

namespace Orleans.Video.Storage;

public sealed partial class FileObjectStore
{
    private const int CopyBufferSize = 128 * 1024;

    /// <inheritdoc/>
    public ValueTask<string> PutAsync(string name, ReadOnlyMemory<byte> content, PutCondition condition = default, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        // Off the caller's scheduler as a whole: a grain's turn does not wait for the disk, and no lock waits for a grain's turn.
        return new(Task.Run(async () =>
        {
            using var draft = Guarded("write", name, () => new FileDraft(_tree.Temporaries));
            Guarded("write", name, () => draft.Append(content.Span));
            return await CommitAsync(name, draft, condition, ct);
        }, ct));
    }

    /// <inheritdoc/>
    public ValueTask<StreamedPut> PutStreamAsync(
        string name, Stream content, long maxBytes, PutCondition condition = default, CancellationToken ct = default)
    {
        ObjectName.Validate(name);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(Task.Run(async () =>
        {
            using var draft = Guarded("write", name, () => new FileDraft(_tree.Temporaries));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferSize);
            try
            {
                for (int read; (read = await content.ReadAsync(buffer, ct)) > 0;)
                {
                    if (draft.Length + read > maxBytes) throw new ObjectTooLargeException(name, maxBytes);
                    hash.AppendData(buffer, 0, read);
                    Guarded("write", name, () => draft.Append(buffer.AsSpan(0, read)));
                }
            }
            finally
            {
                // Media must not travel to the pool's next tenant.
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }

            var etag = await CommitAsync(name, draft, condition, ct);
            return new StreamedPut(etag, draft.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }, ct));
    }

    private async Task<string> CommitAsync(string name, FileDraft draft, PutCondition condition, CancellationToken ct)
    {
        // The slow part, bringing the bytes to the disk, is done before anybody has to wait for this name.
        var stamp = Guarded("write", name, () =>
        {
            var next = _stamps.Next();
            draft.Seal(next);
            return next;
        });
        using var entered = await _locks.EnterAsync(name, ct);
        return Guarded("write", name, () =>
        {
            RefuseUnless(condition, name, _tree.StampOf(name));
            _tree.Place(draft, name);
            return FileStamps.ETagOf(stamp);
        });
    }
}

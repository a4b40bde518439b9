namespace Orleans.Video.Retrieval.Words;

/// <summary>The bytes of one file of a <see cref="MemoryDirectory"/>. Written once, by one output; then read by any number of inputs.</summary>
internal sealed class MemoryFile
{
    public const int BlockBytes = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly List<byte[]> _blocks = [];
    private int _users;
    private bool _deleted;

    public long Length { get; private set; }

    /// <summary>Every block has <see cref="BlockBytes"/> bytes but the last of a finished file, which is cut to fit.</summary>
    public IReadOnlyList<byte[]> Blocks => _blocks;

    public byte[] Append()
    {
        var block = new byte[BlockBytes];
        _blocks.Add(block);
        return block;
    }

    /// <summary>Ends the writing: gives the unused rest of the last block back.</summary>
    public void Finish(long length)
    {
        Length = length;
        var used = (int)(length - (_blocks.Count - 1L) * BlockBytes);
        if (_blocks.Count == 0 || used == BlockBytes) return;
        var last = _blocks[^1];
        _blocks[^1] = last.AsSpan(0, used).ToArray();
        Array.Clear(last);
    }

    /// <summary>Keeps the bytes until <see cref="Leave"/>, even when the file is deleted.</summary>
    public void Enter()
    {
        lock (_lock) _users++;
    }

    public void Leave()
    {
        lock (_lock)
        {
            _users--;
            EraseUnused();
        }
    }

    public void Delete()
    {
        lock (_lock)
        {
            _deleted = true;
            EraseUnused();
        }
    }

    private void EraseUnused()
    {
        if (!_deleted || _users > 0) return;
        foreach (var block in _blocks) Array.Clear(block);
        _blocks.Clear();
    }
}

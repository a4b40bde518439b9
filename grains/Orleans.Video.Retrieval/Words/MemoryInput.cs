using Lucene.Net.Store;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Reads a <see cref="MemoryFile"/>, straight from its blocks. A clone has a position of its own and lives no longer than the input that
/// it was cloned from, which alone keeps the file's bytes: that is Lucene's contract.
/// </summary>
internal sealed class MemoryInput : IndexInput
{
    private readonly MemoryFile _file;
    private bool _keepsFile = true;
    private byte[] _block = [];
    private int _next;
    private long _start;

    public MemoryInput(string name, MemoryFile file)
        : base(name)
    {
        _file = file;
        Length = file.Length;
        file.Enter();
    }

    public override long Length { get; }

    public override long Position => _start + _next;

    public override byte ReadByte()
    {
        if (_next == _block.Length) NextBlock();
        return _block[_next++];
    }

    public override void ReadBytes(byte[] b, int offset, int len)
    {
        while (len > 0)
        {
            if (_next == _block.Length) NextBlock();
            var taken = Math.Min(len, _block.Length - _next);
            _block.AsSpan(_next, taken).CopyTo(b.AsSpan(offset));
            _next += taken;
            offset += taken;
            len -= taken;
        }
    }

    public override void Seek(long pos)
    {
        var (index, inside) = Math.DivRem(pos, MemoryFile.BlockBytes);
        if (pos >= Length)
        {
            // The end is a place to stand on; reading there fails.
            (_block, _start, _next) = ([], pos, 0);
            return;
        }

        (_block, _start, _next) = (_file.Blocks[(int)index], index * MemoryFile.BlockBytes, (int)inside);
    }

    public override object Clone()
    {
        var clone = (MemoryInput)base.Clone();
        clone._keepsFile = false;
        return clone;
    }

    protected override void Dispose(bool disposing)
    {
        if (!_keepsFile) return;
        _keepsFile = false;
        _block = [];
        _next = 0;
        _file.Leave();
    }

    private void NextBlock()
    {
        if (Position >= Length) throw new EndOfStreamException($"read past the end of {this} ({Length} bytes)");
        Seek(Position);
    }
}

using Lucene.Net.Store;

namespace Orleans.Video.Retrieval.Words;

/// <summary>Writes a <see cref="MemoryFile"/>, straight into its blocks: no buffer keeps a copy.</summary>
internal sealed class MemoryOutput : IndexOutput
{
    private readonly MemoryFile _file;
    private Crc32 _crc = new();
    private byte[] _block = [];
    private int _used;
    private int _summed;
    private long _start;
    private bool _finished;

    public MemoryOutput(MemoryFile file)
    {
        _file = file;
        file.Enter();
    }

    public override long Position => _start + _used;

    public override long Length => Position;

    public override long Checksum
    {
        get
        {
            Sum();
            return _crc.Value;
        }
    }

    public override void WriteByte(byte b)
    {
        if (_used == _block.Length) Next();
        _block[_used++] = b;
    }

    public override void WriteBytes(byte[] b, int offset, int length)
    {
        while (length > 0)
        {
            if (_used == _block.Length) Next();
            var taken = Math.Min(length, _block.Length - _used);
            b.AsSpan(offset, taken).CopyTo(_block.AsSpan(_used));
            _used += taken;
            offset += taken;
            length -= taken;
        }
    }

    public override void Flush()
    {
    }

    [Obsolete("As in the base class.")]
    public override void Seek(long pos) => throw new NotSupportedException("files of the word index are written from front to back");

    protected override void Dispose(bool disposing)
    {
        if (_finished) return;
        _finished = true;
        _file.Finish(Position);
        _file.Leave();
    }

    private void Next()
    {
        Sum();
        _start += _used;
        _block = _file.Append();
        (_used, _summed) = (0, 0);
    }

    private void Sum()
    {
        _crc.Add(_block.AsSpan(_summed, _used - _summed));
        _summed = _used;
    }
}

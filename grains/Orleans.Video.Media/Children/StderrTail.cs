using System.Text;

namespace Orleans.Video.Media.Children;

/// <summary>The last few kilobytes that a child said, however much it says, in a form that is safe to show.</summary>
internal sealed class StderrTail(int capacity = 8192)
{
    private readonly Lock _gate = new();
    private readonly byte[] _ring = new byte[capacity];
    private long _written;

    /// <summary>Reads to the end of the stream.</summary>
    public async Task DrainAsync(Stream stream)
    {
        var buffer = new byte[1024];
        try
        {
            while (await stream.ReadAsync(buffer) is var count and > 0) Append(buffer.AsSpan(0, count));
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // The pipe went with the child: what was heard is all there is.
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var value in bytes) _ring[_written++ % _ring.Length] = value;
        }
    }

    /// <summary>The text, its control characters replaced, from the start of a line.</summary>
    public override string ToString()
    {
        byte[] bytes;
        bool cut;
        lock (_gate)
        {
            cut = _written > _ring.Length;
            bytes = new byte[Math.Min(_written, _ring.Length)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = _ring[(_written - bytes.Length + i) % _ring.Length];
        }

        var text = new StringBuilder(Encoding.UTF8.GetString(bytes));
        for (var i = 0; i < text.Length; i++)
            if (char.IsControl(text[i]) && text[i] != '\n') text[i] = ' ';
        var whole = text.ToString();
        if (cut && whole.IndexOf('\n') is var line and >= 0) whole = whole[(line + 1)..];
        return whole.Trim();
    }
}

namespace Orleans.Video.Media.Reading;

/// <summary>
/// Frame and sample buffers of exact sizes, kept for reuse. A shared array pool would round a 9 MB segment up to 16 MB and keep one
/// for every thread; here at most <see cref="Kept"/> of each kind stay, and those of a size no longer asked for go.
/// </summary>
internal sealed class SegmentBuffers
{
    private const int Kept = 6;
    private readonly Lock _gate = new();
    private readonly List<byte[]> _frames = [];
    private readonly List<short[]> _samples = [];

    public byte[] RentFrames(int length) => Rent(_frames, length);

    public short[] RentSamples(int length) => Rent(_samples, length);

    public void Return(byte[]? buffer) => Return(_frames, buffer);

    public void Return(short[]? buffer) => Return(_samples, buffer);

    private T[] Rent<T>(List<T[]> kept, int length)
        where T : struct
    {
        T[]? found = null;
        lock (_gate)
        {
            var at = kept.FindIndex(buffer => buffer.Length == length);
            if (at >= 0)
            {
                found = kept[at];
                kept.RemoveAt(at);
            }
        }

        if (found is null) return new T[length];
        Array.Clear(found);
        return found;
    }

    private void Return<T>(List<T[]> kept, T[]? buffer)
    {
        if (buffer is null) return;
        lock (_gate)
        {
            if (kept.Count == Kept) kept.RemoveAt(0);
            kept.Add(buffer);
        }
    }
}

using System.Numerics;
using BenchmarkDotNet.Attributes;
using Orleans.Video.Retrieval.Vectors;

namespace Orleans.Video.Benchmarks.Retrieval;

/// <summary>A search beside a plain read of the same memory: what the search costs beyond getting at the vectors. 256 MB, more than any cache here.</summary>
// One scan is long enough to be timed by itself; the fastest of many is the one that nothing disturbed. The JIT needs its thirty calls first.
[InvocationCount(1)]
[WarmupCount(60)]
[IterationCount(40)]
public class VectorScan : IDisposable
{
    private const int Bytes = 256 << 20;
    private const double GigaBytes = Bytes / 1e9;
    private const int SecondsOfVideo = 100;

    private VectorIndex _index = null!;
    private float[][] _memory = [];
    private float[] _query = [];

    [Params(128, 512)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        _index = new VectorIndex(Width);
        var rows = new float[SecondsOfVideo * Width];
        for (var video = 0; _index.Bytes < Bytes; video++)
        {
            for (var i = 0; i < rows.Length; i++) rows[i] = random.NextSingle() - 0.5f;
            for (var second = 0; second < SecondsOfVideo; second++) Normalise(rows.AsSpan(second * Width, Width));
            _index.Add($"video {video:00000}", 0, rows.AsSpan(0, (int)Math.Min(rows.Length, (Bytes - _index.Bytes) / sizeof(float))));
        }

        _memory = [.. _index.Memory];
        _query = [.. rows.AsSpan(0, Width)];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _index?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    [Amount(GigaBytes, "GB")]
    public float PlainRead()
    {
        var (sum0, sum1, sum2, sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var step = Vector<float>.Count;
        foreach (var block in _memory)
        {
            for (var i = 0; i + 4 * step <= block.Length; i += 4 * step)
            {
                sum0 += new Vector<float>(block, i);
                sum1 += new Vector<float>(block, i + step);
                sum2 += new Vector<float>(block, i + 2 * step);
                sum3 += new Vector<float>(block, i + 3 * step);
            }
        }

        return Vector.Sum(sum0 + sum1 + sum2 + sum3);
    }

    [Benchmark]
    [Amount(GigaBytes, "GB")]
    public IReadOnlyList<VectorHit> Seconds() => _index.Search(_query, 10);

    [Benchmark]
    [Amount(GigaBytes, "GB")]
    public IReadOnlyList<VectorHit> Videos() => _index.SearchVideos(_query, 10);

    private static void Normalise(Span<float> row)
    {
        var sum = 0f;
        foreach (var value in row) sum += value * value;
        var norm = MathF.Sqrt(sum);
        foreach (ref var value in row) value /= norm;
    }
}

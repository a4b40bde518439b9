using System.Numerics.Tensors;
using Orleans.Video.Learning.Evaluation;

namespace Orleans.Video.Cli.Models.Compare;

/// <summary>What two model sets make of the same files: how well each finds what belongs together, how far they agree, and where they do not. Vectors of two sets are never compared.</summary>
internal static class SetComparison
{
    /// <summary>Compares.</summary>
    /// <param name="a">The files as the first set encodes them.</param>
    /// <param name="b">The files as the second does.</param>
    /// <param name="jointA">How many of the first numbers of a vector lie in the space that pictures and sound of the first set share; 0 where they share none.</param>
    /// <param name="jointB">The same of the second.</param>
    /// <param name="count">k, how many neighbours are looked at.</param>
    /// <param name="examples">How many examples are given of a modality, at most.</param>
    public static IReadOnlyList<ModalityComparison> Of(IReadOnlyList<EncodedFile> a, IReadOnlyList<EncodedFile> b, int jointA, int jointB, int count, int examples)
    {
        var found = new List<ModalityComparison>();
        foreach (var modality in new[] { Encoders.Modality.Visual, Encoders.Modality.Audio })
        {
            var (inA, inB) = (With(a, modality), With(b, modality));
            var both = inA.Keys.Where(inB.ContainsKey).Order(StringComparer.Ordinal).ToArray();
            if (both.Length < 3) continue;
            found.Add(Compare(modality, [.. both.Select(name => inA[name])], [.. both.Select(name => inB[name])], count, examples));
        }

        var (crossA, crossB) = (jointA > 0 ? Cross(a, jointA, count) : null, jointB > 0 ? Cross(b, jointB, count) : null);
        if (crossA is not null || crossB is not null) found.Add(new ModalityComparison("sound to picture", Math.Max(crossA?.Files ?? 0, crossB?.Files ?? 0), [new ComparedMeasure($"own pictures found by sound, at {count}", crossA?.Recall, crossB?.Recall)], null, []));
        return found;
    }

    private static Dictionary<string, EncodedFile> With(IReadOnlyList<EncodedFile> files, string modality) => files.Where(f => f.Seconds.ContainsKey(modality)).ToDictionary(static f => f.Name, StringComparer.Ordinal);

    private static ModalityComparison Compare(string modality, EncodedFile[] a, EncodedFile[] b, int most, int examples)
    {
        var count = Math.Min(most, a.Length - 1);
        var (vectorsA, vectorsB) = (Means(a, modality), Means(b, modality));
        var (nearA, nearB) = (Neighbours(vectorsA, count), Neighbours(vectorsB, count));
        double[] shared = [.. nearA.Zip(nearB, (x, y) => x.Intersect(y).Count() / (double)count)];
        var measures = new List<ComparedMeasure>();
        if (Halves(a, modality, count) is { } halvesA && Halves(b, modality, count) is { } halvesB)
        {
            measures.Add(new ComparedMeasure("own second half found by the first, at 1", halvesA.First, halvesB.First));
            if (count > 1) measures.Add(new ComparedMeasure($"own second half found by the first, at {count}", halvesA.Within, halvesB.Within));
        }

        // Folders below the one that was named are taken for classes.
        if (a.Select(static f => f.Label).Distinct().Count() > 1) measures.Add(new ComparedMeasure($"neighbours from the same folder, of {count}", SameFolder(a, nearA), SameFolder(b, nearB)));
        var differing = Enumerable.Range(0, a.Length).Where(i => shared[i] < 1).OrderBy(i => shared[i]).ThenBy(i => i).Take(examples);
        return new ModalityComparison(modality, a.Length, measures, shared.Average(), [.. differing.Select(i => new NeighbourDifference(a[i], shared[i], [.. nearA[i].Select(n => a[n])], [.. nearB[i].Select(n => a[n])]))]);
    }

    private static float[][] Means(IEnumerable<EncodedFile> files, string modality) => [.. files.Select(f => Mean(f.Seconds[modality]))];

    private static int[][] Neighbours(float[][] vectors, int count) => [.. vectors.Select((v, i) => NearestNeighbours.Of(v, vectors, count, except: i))];

    private static double SameFolder(EncodedFile[] files, int[][] neighbours) => neighbours.Select((near, i) => near.Count(n => files[n].Label == files[i].Label) / (double)near.Length).Average();

    private static (double First, double Within)? Halves(EncodedFile[] files, string modality, int count)
    {
        var halved = files.Select(f => f.Seconds[modality]).Where(static s => s.Count >= 2).ToArray();
        return halved.Length < 3 ? null : Found([.. halved.Select(static s => Mean(s.Take(s.Count / 2)))], [.. halved.Select(static s => Mean(s.Skip(s.Count / 2)))], count);
    }

    private static (int Files, double Recall)? Cross(IReadOnlyList<EncodedFile> files, int width, int count)
    {
        var both = files.Where(static f => f.Seconds.ContainsKey(Encoders.Modality.Visual) && f.Seconds.ContainsKey(Encoders.Modality.Audio)).ToArray();
        return both.Length < 3 ? null : (both.Length, Found(Shared(Encoders.Modality.Audio), Shared(Encoders.Modality.Visual), Math.Min(count, both.Length - 1)).Within);

        float[][] Shared(string modality) => [.. both.Select(f => Mean(f.Seconds[modality].Select(v => v[..width])))];
    }

    // How many queries find the item of their own number first, and among the nearest.
    private static (double First, double Within) Found(float[][] queries, float[][] items, int count)
    {
        int[][] near = [.. queries.Select(q => NearestNeighbours.Of(q, items, count))];
        return (near.Select(static (n, i) => n[0] == i ? 1.0 : 0).Average(), near.Select(static (n, i) => n.Contains(i) ? 1.0 : 0).Average());
    }

    private static float[] Mean(IEnumerable<float[]> seconds)
    {
        var sum = seconds.Aggregate(static (a, b) =>
        {
            var both = new float[a.Length];
            TensorPrimitives.Add(a, b, both);
            return both;
        }).ToArray();
        var length = TensorPrimitives.Norm<float>(sum);
        if (length > 0) TensorPrimitives.Divide(sum, length, sum);
        return sum;
    }
}

/// <summary>What was found for a modality.</summary>
/// <param name="Modality"><c>visual</c>, <c>audio</c>, or from one to the other.</param>
/// <param name="Files">How many files both sets encode.</param>
/// <param name="Measures">How well each finds what belongs together.</param>
/// <param name="Agreement">The share of a file's nearest neighbours that both sets name, on average; null where it means nothing.</param>
/// <param name="Examples">Where they agree least.</param>
internal sealed record ModalityComparison(string Modality, int Files, IReadOnlyList<ComparedMeasure> Measures, double? Agreement, IReadOnlyList<NeighbourDifference> Examples);

/// <summary>A measure of both sets, 0–1; null for a set that cannot do it.</summary>
internal sealed record ComparedMeasure(string Name, double? A, double? B);

/// <summary>A file whose neighbours differ.</summary>
/// <param name="File">The file.</param>
/// <param name="Shared">The share of its nearest neighbours that both sets name.</param>
/// <param name="NearestInA">The nearest by the first set.</param>
/// <param name="NearestInB">The nearest by the second.</param>
internal sealed record NeighbourDifference(EncodedFile File, double Shared, IReadOnlyList<EncodedFile> NearestInA, IReadOnlyList<EncodedFile> NearestInB);

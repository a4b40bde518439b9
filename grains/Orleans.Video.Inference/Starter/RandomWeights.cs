namespace Orleans.Video.Inference.Starter;

/// <summary>Seeded weights that keep what goes through them apart: in orthonormal rows, or of He's variance, or without a mean.</summary>
internal sealed class RandomWeights(ulong seed)
{
    private readonly SeededGenerator _generator = new(seed);

    /// <summary>Normal numbers of a deviation.</summary>
    public float[] Normal(int count, double deviation)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (float)(_generator.NextNormal() * deviation);
        return values;
    }

    /// <summary>Filters <c>[filters, length]</c> of He's variance; arXiv 1502.01852.</summary>
    public float[] He(int filters, int length) => Normal(filters * length, Math.Sqrt(2.0 / length));

    /// <summary>Filters <c>[filters, groups × length]</c> of length one that see only differences: each group of <paramref name="length"/> weights sums to zero.</summary>
    public float[] Differences(int filters, int groups, int length)
    {
        var values = new float[filters * groups * length];
        var row = new double[groups * length];
        for (var f = 0; f < filters; f++)
        {
            for (var i = 0; i < row.Length; i++) row[i] = _generator.NextNormal();
            for (var g = 0; g < groups; g++)
            {
                var group = row.AsSpan(g * length, length);
                var mean = 0.0;
                foreach (var value in group) mean += value / length;
                for (var i = 0; i < length; i++) group[i] -= mean;
            }

            var norm = Math.Sqrt(Dot(row, row));
            for (var i = 0; i < row.Length; i++) values[f * row.Length + i] = (float)(row[i] / norm);
        }

        return values;
    }

    /// <summary>A matrix <c>[rows, columns]</c> whose rows are orthonormal, or whose columns are where there are fewer of those.</summary>
    public float[] Orthogonal(int rows, int columns)
    {
        var wide = rows <= columns;
        var (count, length) = wide ? (rows, columns) : (columns, rows);
        var basis = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var row = new double[length];
            for (var j = 0; j < length; j++) row[j] = _generator.NextNormal();
            // Twice, because once leaves rounding that grows with the number of rows.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = 0; k < i; k++)
                {
                    var along = Dot(row, basis[k]);
                    for (var j = 0; j < length; j++) row[j] -= along * basis[k][j];
                }
            }

            var norm = Math.Sqrt(Dot(row, row));
            for (var j = 0; j < length; j++) row[j] /= norm;
            basis[i] = row;
        }

        var values = new float[rows * columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) values[r * columns + c] = (float)(wide ? basis[r][c] : basis[c][r]);
        return values;
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}

using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Tests.Gradients;

/// <summary>A random case for every rule.</summary>
internal static class RuleChecks
{
    public static IReadOnlyDictionary<Type, Func<Draw, GradientCase>> All { get; } = new Dictionary<Type, Func<Draw, GradientCase>>
    {
        [typeof(Add)] = d => Pair(d, static (a, b) => a + b),
        [typeof(Sub)] = d => Pair(d, static (a, b) => a - b),
        [typeof(Mul)] = d => Pair(d, static (a, b) => a * b),
        [typeof(Div)] = d => Pair(d, static (a, b) => a / b, Numbers.Positive),
        [typeof(Pow)] = d => Pair(d, static (a, b) => a.Pow(b), Numbers.Positive),
        [typeof(Max)] = d => Pair(d, static (a, b) => a.Maximum(b)),
        [typeof(Min)] = d => Pair(d, static (a, b) => a.Minimum(b)),
        [typeof(Neg)] = d => One(d, static x => -x),
        [typeof(Exp)] = d => One(d, static x => x.Exp()),
        [typeof(Log)] = d => One(d, static x => x.Log(), Numbers.Positive),
        [typeof(Sqrt)] = d => One(d, static x => x.Sqrt(), Numbers.Positive),
        [typeof(Abs)] = d => One(d, static x => x.Abs()),
        [typeof(Where)] = Where,
        [typeof(Erf)] = d => One(d, static x => x.Erf()),
        [typeof(Tanh)] = d => One(d, static x => x.Tanh()),
        [typeof(Sigmoid)] = d => One(d, static x => x.Sigmoid()),
        [typeof(Relu)] = d => One(d, static x => x.Relu()),
        [typeof(Gelu)] = d => One(d, static x => x.Gelu()),
        [typeof(Softmax)] = d => Along(d, static (x, axis) => x.Softmax(axis)),
        [typeof(LogSoftmax)] = d => Along(d, static (x, axis) => x.LogSoftmax(axis)),
        [typeof(ReduceSum)] = d => Over(d, static (x, axes) => x.Sum(axes)),
        [typeof(ReduceMean)] = d => Over(d, static (x, axes) => x.Mean(axes)),
        [typeof(ReduceMax)] = d => Over(d, static (x, axes) => x.Largest(axes)),
        [typeof(ReduceSumSquare)] = d => Over(d, static (x, axes) => x.SumOfSquares(axes)),
        [typeof(Reshape)] = static d =>
        {
            var shape = d.Shape(2);
            return new((_, x) => x[0].Reshape([shape.Elements / shape[-1], 1, shape[-1]]) * 3, shape);
        },
        [typeof(Transpose)] = static d =>
        {
            var shape = d.Shape(2);
            var order = d.Order(shape.Rank);
            return new((_, x) => x[0].Transpose(order), shape);
        },
        [typeof(Concat)] = Concat,
        [typeof(Slice)] = Slice,
        [typeof(Flip)] = d => Over(d, static (x, axes) => x.Flip(axes)),
        [typeof(Pad)] = Pad,
        [typeof(Expand)] = static d =>
        {
            var shape = d.Shape();
            return new((_, x) => x[0].Expand(shape), d.Repeatable(shape));
        },
        [typeof(MatMul)] = MatMul,
        [typeof(Gemm)] = Gemm,
        [typeof(Gather)] = Gather,
        [typeof(Conv)] = Conv,
        [typeof(ConvTranspose)] = ConvTranspose,
        [typeof(AveragePool)] = static d =>
        {
            var (window, shape) = d.Window(d.Int(1, 3), dilates: false, pools: true);
            var counted = d.Coin();
            if (d.Int(0, 3) > 0) return new((_, x) => x[0].AveragePool(window, counted), shape);
            var tiles = Window.Of(window.Kernel) with { Strides = window.Kernel };
            return new((_, x) => x[0].AveragePool(tiles, counted), [shape[0], shape[1], .. window.Kernel.Select((k, axis) => (axis == 0 && d.Int(0, 5) == 0 ? 33 : 2) * k)]);
        },
        [typeof(MaxPool)] = static d =>
        {
            var (window, shape) = d.Window(d.Int(1, 3), pools: true);
            while (!Enumerable.Range(0, window.Rank).All(i => window.SeesInput(i, shape[i + 2]))) (window, shape) = d.Window(2, pools: true);
            return new((_, x) => x[0].MaxPool(window), (shape, Numbers.Distinct));
        },
        [typeof(LayerNormalization)] = static d =>
        {
            Shape shape = [.. d.Shape(1, 3), d.Int(2, 5)];
            return new((_, x) => x[0].LayerNormalization(x[1], x[2], 0.1f), shape, [shape[-1]], [shape[-1]]);
        },
        [typeof(BatchNormalization)] = static d =>
        {
            Shape shape = [d.Int(2, 4), d.Int(1, 4), .. d.Coin() ? d.Shape(1, 3, 3) : Shape.Scalar];
            return new((_, x) => x[0].BatchNormalization(x[1], x[2], epsilon: 0.1f), shape, [shape[1]], [shape[1]]);
        },
        [typeof(FixedNormalization)] = static d =>
        {
            Shape shape = [d.Int(1, 4), d.Int(1, 4), .. d.Shape(0, 3, 3)];
            Shape channels = [shape[1]];
            return new(
                (_, x) => x[0].FixedNormalization(x[1], x[2], x[3], x[4]),
                (shape, Numbers.Any), (channels, Numbers.Any), (channels, Numbers.Any), (channels, Numbers.Any), (channels, Numbers.Positive));
        },
    };

    private static GradientCase One(Draw d, Func<Tensor, Tensor> function, Numbers numbers = Numbers.Any) => new((_, x) => function(x[0]), (d.Shape(0), numbers));

    private static GradientCase Pair(Draw d, Func<Tensor, Tensor, Tensor> function, Numbers numbers = Numbers.Any)
    {
        var shape = d.Shape();
        var (left, right) = d.Coin() ? (shape, d.Repeatable(shape)) : (d.Repeatable(shape), shape);
        return new((_, x) => function(x[0], x[1]), (left, numbers), (right, numbers));
    }

    private static GradientCase Along(Draw d, Func<Tensor, int, Tensor> function)
    {
        var shape = d.Shape();
        var axis = d.Int(-shape.Rank, shape.Rank - 1);
        return new((_, x) => function(x[0], axis), shape);
    }

    private static GradientCase Over(Draw d, Func<Tensor, int[], Tensor> function)
    {
        var shape = d.Shape();
        var axes = d.Axes(shape);
        return new((_, x) => function(x[0], axes), (shape, Numbers.Distinct));
    }

    private static GradientCase Where(Draw d)
    {
        var shape = d.Shape();
        var (condition, left, right) = (d.Repeatable(shape), d.Repeatable(shape), shape);
        return new(
            (g, x) =>
            {
                var turns = g.Constant([.. Enumerable.Range(0, condition.Elements).Select(i => i % 3 - 0.5)], condition);
                return turns.Greater(g.Constant(0)).Where(x[0], x[1]);
            },
            left,
            right);
    }

    private static GradientCase Concat(Draw d)
    {
        var shape = d.Shape();
        var axis = d.Int(0, shape.Rank - 1);
        Shape[] parts = [.. Enumerable.Range(0, d.Int(2, 4)).Select(_ => shape.With(axis, d.Int(1, 3)))];
        return new((_, x) => x.Concat(axis), parts);
    }

    private static GradientCase Slice(Draw d)
    {
        var shape = d.Shape(1, 3, 7);
        var axes = d.Axes(shape);
        int[] starts = new int[axes.Length], counts = new int[axes.Length], steps = new int[axes.Length];
        for (var i = 0; i < axes.Length; i++)
        {
            starts[i] = d.Int(0, shape[axes[i]] - 1);
            steps[i] = d.Int(1, 3);
            counts[i] = d.Int(1, (shape[axes[i]] - starts[i] - 1) / steps[i] + 1);
        }

        return new((_, x) => x[0].Slice(axes, starts, counts, steps) * 2, shape);
    }

    private static GradientCase Pad(Draw d)
    {
        var shape = d.Shape();
        int[] before = [.. shape.Select(_ => d.Int(0, 2))], behind = [.. shape.Select(_ => d.Int(0, 2))];
        behind[0]++;
        return new((_, x) => x[0].Pad(before, behind), shape);
    }

    private static GradientCase MatMul(Draw d)
    {
        var outer = d.Shape(0, 2, 3);
        var (rows, inner, columns) = (d.Int(1, 4), d.Int(1, 4), d.Int(1, 4));
        Shape left = [.. d.Coin() ? outer : d.Repeatable(outer), rows, inner];
        Shape right = [.. d.Coin() ? outer : d.Repeatable(outer), inner, columns];
        return new((_, x) => x[0].MatMul(x[1]), left, right);
    }

    private static GradientCase Gemm(Draw d)
    {
        var (rows, inner, columns, turnLeft, turnRight) = (d.Int(1, 4), d.Int(1, 4), d.Int(1, 4), d.Coin(), d.Coin());
        Shape left = turnLeft ? [inner, rows] : [rows, inner];
        Shape right = turnRight ? [columns, inner] : [inner, columns];
        if (d.Coin()) return new((_, x) => x[0].Gemm(x[1], null, turnLeft, turnRight, 0.5f), left, right);
        return new((_, x) => x[0].Gemm(x[1], x[2], turnLeft, turnRight, 0.5f, 3), left, right, d.Repeatable([rows, columns]));
    }

    // More places than rows, so that rows repeat.
    private static GradientCase Gather(Draw d)
    {
        var shape = d.Shape(1, 3);
        var axis = d.Int(0, shape.Rank - 1);
        Shape places = [d.Int(1, 3), d.Int(2, 4)];
        long[] indices = [.. Enumerable.Range(0, places.Elements).Select(_ => (long)d.Int(0, shape[axis] - 1))];
        return new((g, x) => x[0].Gather(g.Integers(indices, places), axis), shape);
    }

    private static GradientCase Conv(Draw d)
    {
        var (groups, inner, outer) = (d.Int(1, 3), d.Int(1, 2), d.Int(1, 2));
        var (window, input) = d.Window(groups * inner);
        Shape weights = [groups * outer, inner, .. window.Kernel];
        // Half the time as networks have it: strides of one, for which the gradient goes another way.
        if (d.Coin()) window = window with { Strides = [.. window.Strides.Select(_ => 1)] };
        return d.Coin()
            ? new((_, x) => x[0].Conv(x[1], window, groups), input, weights)
            : new((_, x) => x[0].Conv(x[1], window, groups, x[2]), input, weights, [groups * outer]);
    }

    private static GradientCase ConvTranspose(Draw d)
    {
        var (groups, inner, outer) = (d.Int(1, 2), d.Int(1, 2), d.Int(1, 2));
        var (window, shape) = d.Window(groups * inner);
        return new((_, x) => x[0].ConvTranspose(x[1], window, groups, shape), window.Output(shape, groups * outer), [groups * outer, inner, .. window.Kernel]);
    }
}

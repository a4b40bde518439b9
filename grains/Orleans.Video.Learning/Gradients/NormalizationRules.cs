using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Gradients;

/// <summary>Rules of normalisations.</summary>
internal static class NormalizationRules
{
    public static Tensor?[] Layer(RuleCall c)
    {
        var (x, scale, epsilon) = (c.Inputs[0], c.Inputs[1], ((LayerNormalization)c.Node.Operator).Epsilon);
        var centred = x - x.Mean(-1);
        var gain = ((centred * centred).Mean(-1) + epsilon).Pow(-0.5);
        var unit = centred * gain;
        return c.Give(
            () =>
            {
                var scaled = c.Gradient * scale;
                return gain * (scaled - scaled.Mean(-1) - unit * (scaled * unit).Mean(-1));
            },
            () => (c.Gradient * unit).SumTo(scale.Shape),
            () => c.Gradient.SumTo(c.Inputs[2].Shape));
    }

    /// <summary>With g for the gradient, z for the input less its mean and n numbers a channel: dx = γ⁄σ · (g − Σg⁄n − z · Σ(g·z)⁄(n·σ²)).</summary>
    public static Tensor?[] Batch(RuleCall c)
    {
        var (scale, epsilon) = (c.Inputs[1], ((BatchNormalization)c.Node.Operator).Epsilon);
        var (variance, centred) = (c.Node.Outputs[2].StopGradient(), c.Node.Outputs[3].StopGradient());
        var shape = c.Inputs[0].Shape;
        var (axes, wide) = (BatchNormalization.BatchAxes(shape), BatchNormalization.WideChannels(shape));
        var count = shape.Elements / shape[1];
        var gain = (variance + epsilon).Pow(-0.5).Reshape(wide);
        var sum = c.Gradient.Sum(axes);
        var along = (c.Gradient * centred).Sum(axes);
        return c.Give(
            () =>
            {
                var steep = scale.Reshape(wide) * gain;
                return c.Gradient * steep - centred * (steep * gain * gain * along / count) - steep * sum / count;
            },
            () => (along * gain).Reshape(scale.Shape),
            () => sum.Reshape(c.Inputs[2].Shape));
    }

    public static Tensor?[] Fixed(RuleCall c)
    {
        var (x, scale, mean, variance) = (c.Inputs[0], c.Inputs[1], c.Inputs[3], c.Inputs[4]);
        var (axes, wide) = (BatchNormalization.BatchAxes(x.Shape), BatchNormalization.WideChannels(x.Shape));
        var gain = (variance + ((FixedNormalization)c.Node.Operator).Epsilon).Pow(-0.5);
        Tensor Along() => (c.Gradient * (x - mean.Reshape(wide))).Sum(axes).Reshape(scale.Shape);
        return c.Give(
            () => c.Gradient * (scale * gain).Reshape(wide),
            () => Along() * gain,
            () => c.Gradient.Sum(axes).Reshape(scale.Shape),
            () => -(c.Gradient.Sum(axes).Reshape(scale.Shape) * scale * gain),
            () => Along() * scale * gain * gain * gain * -0.5);
    }
}

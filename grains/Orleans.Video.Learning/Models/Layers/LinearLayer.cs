using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Layers;

/// <summary>Products with trained matrices.</summary>
internal static class LinearLayer
{
    /// <summary><c>[…, C] → […, width]</c>.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="name">The layer.</param>
    /// <param name="width">Numbers that each row becomes.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    /// <param name="gain">What the weights' first deviation is multiplied with; below 1 for the last layer of a residual branch.</param>
    public static Tensor Linear(this Tensor x, string name, int width, bool hasBias = true, double gain = 1)
    {
        using var layer = x.Graph.Layer(name);
        var inner = x.Shape[-1];
        var product = x.MatMul(x.Graph.Parameter("weight", [inner, width], Initializer.Normal(gain / Math.Sqrt(inner))));
        return hasBias ? product + x.Graph.Parameter("bias", [width], Initializer.Zeros) : product;
    }

    /// <summary>The last axis normalised, scaled and shifted.</summary>
    public static Tensor LayerNormalized(this Tensor x, string name)
    {
        using var layer = x.Graph.Layer(name);
        Shape width = [x.Shape[-1]];
        return x.LayerNormalization(x.Graph.Parameter("scale", width, Initializer.Ones), x.Graph.Parameter("bias", width, Initializer.Zeros));
    }
}

using System.Numerics.Tensors;

namespace Orleans.Video.Inference.Onnx;

/// <summary>Lengths of vectors.</summary>
internal static class UnitVectors
{
    /// <summary>Below this length a vector is rounding dust: silence or a plain grey picture, which is like nothing.</summary>
    private const float Dust = 1e-6f;

    /// <summary>Brings a vector to length one; one that is all but zero becomes zero, whose cosine with everything is 0.</summary>
    public static void Normalise(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length < Dust) vector.Clear();
        else TensorPrimitives.Divide(vector, length, vector);
    }

    public static bool AllFinite(ReadOnlySpan<float> values) => values.IsEmpty || TensorPrimitives.IsFiniteAll(values);
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Onnx;

/// <summary>Memory of an input or output that is kept from run to run, float on our side and float or half on the graph's. Pinned, so that ONNX Runtime works in it without a copy.</summary>
internal sealed class FloatBuffer
{
    private readonly bool _half;
    private float[] _floats = [];
    private Float16[] _halves = [];

    /// <summary>Memory for a tensor of the graph.</summary>
    /// <exception cref="ModelSetException">Its elements are neither float nor half.</exception>
    public FloatBuffer(OnnxSession session, TensorContract contract)
    {
        if (contract.Element is not (TensorElementType.Float or TensorElementType.Float16))
            throw session.Broken($"{contract} is neither float nor half", "export the model with float inputs and outputs");
        _half = contract.Element == TensorElementType.Float16;
    }

    /// <summary>The first <paramref name="length"/> numbers, to be filled.</summary>
    public Span<float> Fill(int length)
    {
        Grow(length);
        return _floats.AsSpan(0, length);
    }

    /// <summary>The numbers filled, as the graph's input.</summary>
    public OrtValue AsInput(params ReadOnlySpan<long> shape)
    {
        var length = Length(shape);
        if (!_half) return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _floats.AsMemory(0, length), shape.ToArray());
        if (length > 0) TensorPrimitives.ConvertToHalf(_floats.AsSpan(0, length), MemoryMarshal.Cast<Float16, Half>(_halves.AsSpan(0, length)));
        return AsOutput(shape);
    }

    /// <summary>Room for the graph's output.</summary>
    public OrtValue AsOutput(params ReadOnlySpan<long> shape)
    {
        var length = Length(shape);
        Grow(length);
        return _half
            ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _halves.AsMemory(0, length), shape.ToArray())
            : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _floats.AsMemory(0, length), shape.ToArray());
    }

    /// <summary>The first <paramref name="length"/> numbers that the graph put out.</summary>
    public ReadOnlySpan<float> Result(int length)
    {
        if (_half && length > 0) TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_halves.AsSpan(0, length)), _floats.AsSpan(0, length));
        return _floats.AsSpan(0, length);
    }

    /// <summary>The numbers of a tensor that ONNX Runtime has made.</summary>
    public static float[] Read(OrtValue value, TensorContract contract)
    {
        if (contract.Element == TensorElementType.Float) return value.GetTensorDataAsSpan<float>().ToArray();
        var halves = MemoryMarshal.Cast<Float16, Half>(value.GetTensorDataAsSpan<Float16>());
        var floats = new float[halves.Length];
        if (floats.Length > 0) TensorPrimitives.ConvertToSingle(halves, floats);
        return floats;
    }

    private static int Length(ReadOnlySpan<long> shape)
    {
        var length = 1L;
        foreach (var dimension in shape) length = checked(length * dimension);
        return checked((int)length);
    }

    private void Grow(int length)
    {
        if (_floats.Length < length) _floats = GC.AllocateUninitializedArray<float>(length, pinned: true);
        if (_half && _halves.Length < length) _halves = GC.AllocateUninitializedArray<Float16>(length, pinned: true);
    }
}

using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Onnx;

/// <summary>Memory of an input of integers that is kept from run to run: int64 on our side, int64 or int32 on the graph's.</summary>
internal sealed class IntegerBuffer
{
    private readonly bool _short;
    private long[] _longs = [];
    private int[] _ints = [];

    /// <summary>Memory for a tensor of the graph.</summary>
    /// <exception cref="ModelSetException">Its elements are neither int64 nor int32.</exception>
    public IntegerBuffer(OnnxSession session, TensorContract contract)
    {
        if (contract.Element is not (TensorElementType.Int64 or TensorElementType.Int32))
            throw session.Broken($"{contract} is neither int64 nor int32", "export the model with integer token ids");
        _short = contract.Element == TensorElementType.Int32;
    }

    /// <summary>The first <paramref name="length"/> integers, to be filled.</summary>
    public Span<long> Fill(int length)
    {
        if (_longs.Length < length) _longs = GC.AllocateUninitializedArray<long>(length, pinned: true);
        return _longs.AsSpan(0, length);
    }

    /// <summary>The integers filled, as the graph's input.</summary>
    public OrtValue AsInput(params ReadOnlySpan<long> shape)
    {
        var length = 1;
        foreach (var dimension in shape) length = checked(length * (int)dimension);
        if (!_short) return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _longs.AsMemory(0, length), shape.ToArray());
        if (_ints.Length < length) _ints = GC.AllocateUninitializedArray<int>(length, pinned: true);
        TensorPrimitives.ConvertTruncating<long, int>(_longs.AsSpan(0, length), _ints.AsSpan(0, length));
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _ints.AsMemory(0, length), shape.ToArray());
    }
}

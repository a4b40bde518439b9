namespace Orleans.Video.Inference.Onnx;

/// <summary>Element types of the tensors that are written here, by their numbers in the ONNX format.</summary>
public enum TensorElement
{
    /// <summary>32-bit float.</summary>
    Float32 = 1,

    /// <summary>Unsigned byte.</summary>
    UInt8 = 2,

    /// <summary>32-bit integer.</summary>
    Int32 = 6,

    /// <summary>64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Truth value, a byte each.</summary>
    Bool = 9,

    /// <summary>16-bit IEEE float.</summary>
    Float16 = 10,

    /// <summary>64-bit float.</summary>
    Double = 11,
}

/// <summary>One dimension of a graph's input or output: a size, or a name where the size is free.</summary>
public readonly record struct Dimension
{
    private Dimension(long size, string? name)
    {
        Size = size;
        Name = name;
    }

    /// <summary>The size, or -1 where it is free.</summary>
    public long Size { get; }

    /// <summary>The name of a free size, or null.</summary>
    public string? Name { get; }

    /// <summary>A fixed size.</summary>
    public static implicit operator Dimension(int size) => new(size, name: null);

    /// <summary>A free size; equal names mean equal sizes.</summary>
    public static implicit operator Dimension(string name) => new(-1, name);

    /// <summary>A fixed size.</summary>
    public static Dimension FromInt32(int size) => size;

    /// <summary>A free size.</summary>
    public static Dimension FromString(string name) => name;
}

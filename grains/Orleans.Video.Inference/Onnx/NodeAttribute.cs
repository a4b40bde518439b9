using Google.Protobuf;
using Orleans.Video.Inference.Onnx.Format;

namespace Orleans.Video.Inference.Onnx;

/// <summary>An attribute of a node.</summary>
public readonly struct NodeAttribute : IEquatable<NodeAttribute>
{
    private readonly string _name;
    private readonly object _value;

    private NodeAttribute(string name, object value)
    {
        _name = name;
        _value = value;
    }

    /// <summary>An integer.</summary>
    public static NodeAttribute Of(string name, long value) => new(name, value);

    /// <summary>A number.</summary>
    public static NodeAttribute Of(string name, float value) => new(name, value);

    /// <summary>A text.</summary>
    public static NodeAttribute Of(string name, string value) => new(name, value);

    /// <summary>A row of integers.</summary>
    public static NodeAttribute Ints(string name, params long[] values) => new(name, values);

    /// <inheritdoc/>
    public bool Equals(NodeAttribute other) => _name == other._name && Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeAttribute other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_name, _value);

    /// <summary>Whether two attributes say the same.</summary>
    public static bool operator ==(NodeAttribute left, NodeAttribute right) => left.Equals(right);

    /// <summary>Whether two attributes differ.</summary>
    public static bool operator !=(NodeAttribute left, NodeAttribute right) => !left.Equals(right);

    internal AttributeProto ToProto()
    {
        var proto = new AttributeProto { Name = _name };
        switch (_value)
        {
            case long value:
                proto.Type = AttributeProto.Types.AttributeType.Int;
                proto.I = value;
                break;
            case float value:
                proto.Type = AttributeProto.Types.AttributeType.Float;
                proto.F = value;
                break;
            case string value:
                proto.Type = AttributeProto.Types.AttributeType.String;
                proto.S = ByteString.CopyFromUtf8(value);
                break;
            case long[] values:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.AddRange(values);
                break;
        }

        return proto;
    }
}

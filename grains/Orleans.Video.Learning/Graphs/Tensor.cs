using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Graphs;

/// <summary>A value of a graph: its shape and element type are known as soon as it is there, its numbers when the graph runs.</summary>
public sealed class Tensor
{
    internal Tensor(GraphNode node, int index, TensorElement element, Shape shape)
    {
        Node = node;
        Index = index;
        Element = element;
        Shape = shape;
    }

    /// <summary>The graph that it belongs to.</summary>
    public Graph Graph => Node.Graph;

    /// <summary>The sizes of its axes.</summary>
    public Shape Shape { get; }

    /// <summary>The type of its elements.</summary>
    public TensorElement Element { get; }

    /// <summary>What gives it.</summary>
    internal GraphNode Node { get; }

    /// <summary>Which of the node's outputs it is.</summary>
    internal int Index { get; }

    /// <summary>Whether a gradient can reach it: whether its elements are the graph's numbers.</summary>
    internal bool IsNumber => Element == Graph.Element;

    /// <summary>Element-wise sum; axes of one are repeated.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => left.Graph.Add(new Add(), left, right);

    /// <summary>Element-wise difference; axes of one are repeated.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => left.Graph.Add(new Sub(), left, right);

    /// <summary>Element-wise product; axes of one are repeated.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => left.Graph.Add(new Mul(), left, right);

    /// <summary>Element-wise quotient; axes of one are repeated.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => left.Graph.Add(new Div(), left, right);

    /// <summary>Every element more by a number.</summary>
    public static Tensor operator +(Tensor left, double right) => left + left.Graph.Constant(right);

    /// <summary>Every element less by a number.</summary>
    public static Tensor operator -(Tensor left, double right) => left - left.Graph.Constant(right);

    /// <summary>A number less every element.</summary>
    public static Tensor operator -(double left, Tensor right) => right.Graph.Constant(left) - right;

    /// <summary>Every element times a number.</summary>
    public static Tensor operator *(Tensor left, double right) => left * left.Graph.Constant(right);

    /// <summary>Every element divided by a number.</summary>
    public static Tensor operator /(Tensor left, double right) => left / left.Graph.Constant(right);

    /// <summary>Every element with its sign turned.</summary>
    public static Tensor operator -(Tensor value) => value.Graph.Add(new Neg(), value);

    /// <summary>Element-wise sum.</summary>
    public static Tensor Add(Tensor left, Tensor right) => left + right;

    /// <summary>Element-wise difference.</summary>
    public static Tensor Subtract(Tensor left, Tensor right) => left - right;

    /// <summary>Element-wise product.</summary>
    public static Tensor Multiply(Tensor left, Tensor right) => left * right;

    /// <summary>Element-wise quotient.</summary>
    public static Tensor Divide(Tensor left, Tensor right) => left / right;

    /// <summary>Every element with its sign turned.</summary>
    public static Tensor Negate(Tensor value) => -value;

    /// <summary>As people write it: <c>Float32 [8, 3, 64, 64]</c>.</summary>
    public override string ToString() => $"{Element} {Shape}";
}

using Orleans.Video.Learning.Graphs;

namespace Orleans.Video.Learning.Models.Visual;

/// <summary>
/// What the colours of a clip are and where: the means of a grid of cells as brightness, red against green and yellow against blue, over all frames. Nothing is trained. It tells apart
/// what means the same: a clip and its version in grey.
/// </summary>
public static class ColourLayout
{
    /// <summary>Numbers of a layout.</summary>
    public const int Width = 3 * Cells * Cells;

    private const int Cells = 4;

    // Most of a picture's variance is brightness, and tints are what tells versions apart.
    private const double Tint = 4;

    private static readonly double[] s_opponent = [1 / 3.0, 1 / 3.0, 1 / 3.0, Tint / 2, -Tint / 2, 0, Tint / 4, Tint / 4, -Tint / 2];

    /// <summary>Adds it to a graph.</summary>
    /// <param name="frames"><c>[N, T, 3, S, S]</c>, red, green and blue, normalised; S is a multiple of four.</param>
    /// <returns><c>[N, 48]</c>, rows of length one.</returns>
    public static Tensor Encode(Tensor frames)
    {
        var (clips, times, size) = (frames.Shape[0], frames.Shape[1], frames.Shape[3]);
        var cells = frames.Reshape([clips * times, 3, size, size]).AveragePool(size / Cells).Reshape([clips, times, 3, Cells * Cells]).Mean(1).Reshape([clips, 3, Cells * Cells]);
        return frames.Graph.Constant(s_opponent, [3, 3]).MatMul(cells).Reshape([clips, Width]).UnitLength();
    }
}

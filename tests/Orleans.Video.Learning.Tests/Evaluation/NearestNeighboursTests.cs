using Orleans.Video.Learning.Evaluation;

namespace Orleans.Video.Learning.Tests.Evaluation;

/// <summary>Neighbours by comparison with all.</summary>
public sealed class NearestNeighboursTests
{
    private static readonly float[][] s_items = [[1, 0], [0.8f, 0.6f], [0, 1], [-1, 0]];

    [Fact]
    public void The_nearest_come_first_and_what_is_excepted_does_not()
    {
        Assert.Equal([0, 1, 2], NearestNeighbours.Of([1, 0], s_items, 3));
        Assert.Equal([1, 2], NearestNeighbours.Of([1, 0], s_items, 2, except: 0));
        Assert.Equal(4, NearestNeighbours.Of([1, 0], s_items, 9).Length);
    }

    [Fact]
    public void Precision_is_the_share_of_neighbours_of_the_same_label() =>
        Assert.Equal((1 + 0.5) / 2, NearestNeighbours.Precision([[1, 0], [0, 1]], [7, 8], s_items, [7, 7, 8, 8], 2));
}

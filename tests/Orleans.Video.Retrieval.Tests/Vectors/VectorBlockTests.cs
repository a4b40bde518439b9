using Orleans.Video.Retrieval.Vectors;
using Xunit;

namespace Orleans.Video.Retrieval.Tests.Vectors;

public sealed class VectorBlockTests
{
    [Fact]
    public void Rows_lie_without_gaps_in_the_order_of_their_seconds()
    {
        var block = new VectorBlock();
        block.Put(10, [3, 3], 2);
        block.Put(2, [1, 1], 2);
        block.Put(9, [2, 2, 4, 4, 5, 5], 2);

        Assert.Equal([1, 1, 2, 2, 4, 4, 5, 5], block.Rows);
        Assert.Equal([2, 9, 10, 11], Enumerable.Range(0, block.Count).Select(block.SecondOf));
    }

    [Fact]
    public void All_sixty_four_seconds_fit()
    {
        var block = new VectorBlock();
        block.Put(0, Enumerable.Range(0, 64).Select(static i => (float)i).ToArray(), 1);
        Assert.Equal((64, ulong.MaxValue, 63), (block.Count, block.Present, block.SecondOf(63)));
    }

    [Fact]
    public void Memory_that_is_given_up_is_overwritten()
    {
        var block = new VectorBlock();
        block.Put(0, [1, 2], 2);
        var outgrown = block.Rows;
        block.Put(1, [3, 4], 2);
        var last = block.Rows;
        block.Erase();

        Assert.All(outgrown, static value => Assert.Equal(0, value));
        Assert.All(last, static value => Assert.Equal(0, value));
        Assert.Equal((4, 0), (last.Length, block.Count));
    }

    [Fact]
    public void A_replaced_row_is_overwritten_where_it_lies()
    {
        var block = new VectorBlock();
        block.Put(0, [1, 2, 3, 4], 2);
        var rows = block.Rows;
        block.Put(1, [5, 6], 2);
        Assert.Same(rows, block.Rows);
        Assert.Equal([1, 2, 5, 6], rows);
    }
}

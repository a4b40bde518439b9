using CsCheck;
using Orleans.Video.Streaming.Kafka.Partitions;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Partitions;

public sealed class OffsetWindowTests
{
    [Fact]
    public void The_offset_goes_as_far_as_the_first_record_that_is_not_done_with() =>
        Gen.Select(Gen.Int[1, 3].Array[1, 40], Gen.Int[0, 1_000].Array[40]).Sample((gaps, order) =>
        {
            var window = new OffsetWindow();
            Assert.Null(window.Committable);
            var open = new List<long>();
            var offset = 0L;
            foreach (var gap in gaps)
            {
                offset += gap;
                window.Take(offset);
                open.Add(offset);
            }

            foreach (var done in open.Zip(order).OrderBy(pair => pair.Second).Select(pair => pair.First).ToArray())
            {
                Assert.Equal(open.Min(), window.Committable);
                Assert.True(window.Finish(done));
                Assert.False(window.Finish(done));
                open.Remove(done);
            }

            Assert.Equal(offset + 1, window.Committable);
        });

    [Fact]
    public void Records_come_in_order()
    {
        var window = new OffsetWindow();
        window.Take(5);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Take(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Take(4));
    }
}

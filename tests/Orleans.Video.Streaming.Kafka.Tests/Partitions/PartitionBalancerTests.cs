using System.Net;
using CsCheck;
using Orleans.Video.Streaming.Kafka.Partitions;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Partitions;

public sealed class PartitionBalancerTests
{
    [Fact]
    public void Every_partition_has_one_silo_and_silos_have_as_many_as_each_other_give_or_take_one() =>
        Gen.Select(Gen.Int[1, 64], Gen.Int[1, 12]).Sample((partitions, silos) =>
        {
            var queues = new PartitionMapper("topic", partitions).GetAllQueues().ToArray();
            var shared = PartitionBalancer.Share(queues, Silos(silos)).ToArray();
            Assert.Equal(queues, shared.Select(owned => owned.Queue));
            var shares = Silos(silos).Select(silo => shared.Count(owned => owned.Silo.Equals(silo))).ToArray();
            Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        });

    [Fact]
    public void All_silos_come_to_the_same_answer_in_whatever_order_they_know_each_other()
    {
        var queues = new PartitionMapper("topic", 32).GetAllQueues().ToArray();
        Assert.Equal(PartitionBalancer.Share(queues, Silos(5)), PartitionBalancer.Share(queues, [.. Silos(5).Reverse()]));
    }

    [Fact]
    public void A_silo_that_joins_moves_fewer_partitions_than_dealing_them_anew_would()
    {
        var queues = new PartitionMapper("topic", 60).GetAllQueues().ToArray();
        var before = PartitionBalancer.Share(queues, Silos(3)).ToDictionary(owned => owned.Queue, owned => owned.Silo);
        var moved = PartitionBalancer.Share(queues, Silos(4)).Count(owned => !owned.Silo.Equals(before[owned.Queue]));
        // A quarter has to move; dealt anew, three quarters would.
        Assert.InRange(moved, 15, 30);
    }

    private static SiloAddress[] Silos(int count) => [.. Enumerable.Range(0, count).Select(i => SiloAddress.New(IPAddress.Loopback, 11_111 + i, 7))];
}

using Orleans.Video.KafkaBroker;

// A broker to test against, in a process of its own: it outlives the silos that are killed, and ends with whoever started it, since it then reads
// the end of its standard input. It answers each line with a line: "ok", or "error" and a reason.
//   topic NAME PARTITIONS     makes a topic
//   down | up                 all brokers stop, or start again, to answer; what they hold stays
//   refuse NAME | accept NAME writes to a topic, and reads, are refused (no authorization), or taken again
//   trim NAME PARTITION N     deletes the records before offset N, as retention does
var brokers = args is [var count] ? int.Parse(count) : 1;
using var cluster = new MockCluster(brokers);
Console.WriteLine(cluster.BootstrapServers);
while (Console.ReadLine() is { } line)
{
    try
    {
        switch (line.Split(' '))
        {
            case ["topic", var name, var partitions]:
                cluster.CreateTopic(name, int.Parse(partitions));
                break;
            case ["down"]:
                for (var broker = 1; broker <= brokers; broker++) cluster.SetDown(broker);
                break;
            case ["up"]:
                for (var broker = 1; broker <= brokers; broker++) cluster.SetUp(broker);
                break;
            case ["refuse", var name]:
                cluster.Refuse(name, refused: true);
                break;
            case ["accept", var name]:
                cluster.Refuse(name, refused: false);
                break;
            case ["trim", var name, var partition, var before]:
                cluster.DeleteRecords(name, int.Parse(partition), long.Parse(before));
                break;
            default:
                throw new InvalidOperationException("no such command");
        }

        Console.WriteLine("ok");
    }
    catch (Exception problem) when (problem is InvalidOperationException or FormatException)
    {
        Console.WriteLine($"error {problem.Message}");
    }
}

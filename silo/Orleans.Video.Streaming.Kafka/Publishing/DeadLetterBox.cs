using System.Text;
using Confluent.Kafka;
using Orleans.Video.Videos;

namespace Orleans.Video.Streaming.Kafka.Publishing;

/// <summary>
/// Dead letters of one partition that are not written yet. Each keeps the key, the bytes and the headers of its record, and says in further headers
/// why it is there and where it came from.
/// </summary>
internal sealed class DeadLetterBox(string topic, LogProducer producer)
{
    /// <summary>Why: a sentence.</summary>
    public const string ReasonHeader = "dead-letter-reason";

    /// <summary>The topic that it was read from.</summary>
    public const string TopicHeader = "dead-letter-topic";

    /// <summary>The partition that it was read from.</summary>
    public const string PartitionHeader = "dead-letter-partition";

    /// <summary>The offset that it was read from.</summary>
    public const string OffsetHeader = "dead-letter-offset";

    private List<(ConsumeResult<byte[]?, byte[]?> Record, string Reason)> _unwritten = [];

    /// <summary>Letters that are not written.</summary>
    public int Unwritten => _unwritten.Count;

    /// <summary>Puts a record in; it is written by the next <see cref="WriteAsync"/>.</summary>
    public void Add(ConsumeResult<byte[]?, byte[]?> record, string reason) => _unwritten.Add((record, reason));

    /// <summary>Tries to write all letters. Those that could not be written stay.</summary>
    /// <param name="written">Told the offset of each that is durable.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Why letters stay; null when none does.</returns>
    public async Task<LogUnavailableException?> WriteAsync(Action<long> written, CancellationToken cancellationToken)
    {
        var letters = _unwritten;
        var writes = letters.ConvertAll(letter => producer.WriteAsync(topic, letter.Record.Message.Key, letter.Record.Message.Value, HeadersOf(letter.Record, letter.Reason), cancellationToken));
        _unwritten = [];
        LogUnavailableException? problem = null;
        for (var i = 0; i < writes.Count; i++)
        {
            try
            {
                await writes[i];
                written(letters[i].Record.Offset);
            }
            catch (LogUnavailableException refused)
            {
                problem = refused;
                _unwritten.Add(letters[i]);
            }
            catch (OperationCanceledException)
            {
                _unwritten.Add(letters[i]);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return problem;
    }

    private static Headers HeadersOf(ConsumeResult<byte[]?, byte[]?> record, string reason)
    {
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? []) headers.Add(header.Key, header.GetValueBytes());
        headers.Add(ReasonHeader, Encoding.UTF8.GetBytes(reason));
        headers.Add(TopicHeader, Encoding.UTF8.GetBytes(record.Topic));
        headers.Add(PartitionHeader, Encoding.UTF8.GetBytes(record.Partition.Value.ToString()));
        headers.Add(OffsetHeader, Encoding.UTF8.GetBytes(record.Offset.Value.ToString()));
        return headers;
    }
}

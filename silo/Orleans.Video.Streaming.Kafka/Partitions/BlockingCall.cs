namespace Orleans.Video.Streaming.Kafka.Partitions;

/// <summary>
/// Calls of librdkafka that wait for brokers block their thread, for seconds where brokers are away. On threads of their own they take none from
/// the pool, whose few threads also answer for this silo when the others ask whether it lives.
/// </summary>
internal static class BlockingCall
{
    public static Task RunAsync(Action call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    public static Task<T> RunAsync<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}

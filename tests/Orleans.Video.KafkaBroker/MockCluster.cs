using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Video.KafkaBroker;

/// <summary>The brokers that librdkafka carries for tests: they speak the real protocol on loopback and keep everything in memory, up to 5 MB or 10,000 records a partition.</summary>
internal sealed class MockCluster : IDisposable
{
    private const int Producer = 0;
    private const int TopicAuthorizationFailed = 29;

    private readonly IntPtr _client;
    private readonly IntPtr _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, Resolve);

    public MockCluster(int brokers)
    {
        var problem = new byte[512];
        // The client has no brokers of its own, and need not warn of it.
        var configuration = Native.ConfigurationNew();
        Check(Native.ConfigurationSet(configuration, "log_level", "0", problem, (nuint)problem.Length));
        _client = Native.New(Producer, configuration, problem, (nuint)problem.Length);
        if (_client == IntPtr.Zero) throw new InvalidOperationException($"librdkafka does not start: {Encoding.UTF8.GetString(problem).TrimEnd('\0')}");
        _cluster = Native.MockClusterNew(_client, brokers);
        if (_cluster == IntPtr.Zero) throw new InvalidOperationException("librdkafka makes no mock cluster");
    }

    public string BootstrapServers => Marshal.PtrToStringUTF8(Native.MockClusterBootstraps(_cluster))!;

    public void CreateTopic(string name, int partitions) => Check(Native.MockTopicCreate(_cluster, name, partitions, 1));

    public void SetDown(int broker) => Check(Native.MockBrokerSetDown(_cluster, broker));

    public void SetUp(int broker) => Check(Native.MockBrokerSetUp(_cluster, broker));

    public void DeleteRecords(string topic, int partition, long before) => Check(Native.MockPartitionDeleteRecords(_cluster, topic, partition, before));

    public void Refuse(string topic, bool refused) => Native.MockTopicSetError(_cluster, topic, refused ? TopicAuthorizationFailed : 0);

    public void Dispose()
    {
        Native.MockClusterDestroy(_cluster);
        Native.Destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0) throw new InvalidOperationException($"librdkafka answers {error}");
    }

    // Several builds of the library lie side by side; which one loads depends on what the machine has of SASL and OpenSSL.
    private static IntPtr Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var file in new[] { "librdkafka.so", "centos8-librdkafka.so", "alpine-librdkafka.so" })
            if (NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, file), out var handle)) return handle;
        return IntPtr.Zero;
    }

    /// <summary>rdkafka.h and rdkafka_mock.h.</summary>
    private static class Native
    {
        private const string Library = "librdkafka";

        [DllImport(Library, EntryPoint = "rd_kafka_conf_new")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern IntPtr ConfigurationNew();

        [DllImport(Library, EntryPoint = "rd_kafka_conf_set")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern int ConfigurationSet(IntPtr configuration, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, byte[] problem, nuint size);

        [DllImport(Library, EntryPoint = "rd_kafka_new")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern IntPtr New(int type, IntPtr configuration, byte[] problem, nuint size);

        [DllImport(Library, EntryPoint = "rd_kafka_destroy")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern void Destroy(IntPtr client);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern IntPtr MockClusterNew(IntPtr client, int brokers);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern void MockClusterDestroy(IntPtr cluster);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern IntPtr MockClusterBootstraps(IntPtr cluster);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_create")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern int MockTopicCreate(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern void MockTopicSetError(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int error);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern int MockBrokerSetDown(IntPtr cluster, int broker);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern int MockBrokerSetUp(IntPtr cluster, int broker);

        [DllImport(Library, EntryPoint = "rd_kafka_mock_partition_delete_records")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
        public static extern int MockPartitionDeleteRecords(IntPtr cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partition, long before);
    }
}

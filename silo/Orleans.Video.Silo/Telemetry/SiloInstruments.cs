using System.Diagnostics.Metrics;

namespace Orleans.Video.Silo.Telemetry;

/// <summary>The numbers of the silo itself.</summary>
internal static class SiloInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Orleans.Video.Silo";

    private static readonly Meter Meter = new(MeterName);

    public static readonly Gauge<int> ActiveSilos = Meter.CreateGauge<int>("video.cluster.silos", "{silo}", "Active silos of the cluster, as this one sees it.");

    public static readonly Counter<long> StoreRefusals =
        Meter.CreateCounter<long>("video.store.refusals", "{call}", "Calls that the object store refused (429, 500, 503), those that were repeated too.");
}

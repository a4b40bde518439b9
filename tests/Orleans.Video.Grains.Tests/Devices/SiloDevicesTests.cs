using Orleans.Video.Grains.Devices;
using Orleans.Video.Inference.Onnx;
using Xunit;

namespace Orleans.Video.Grains.Tests.Devices;

public sealed class SiloDevicesTests
{
    [Fact]
    public void Auto_takes_the_cuda_devices_that_are_there() =>
        Assert.Equal(["cuda:0 3", "cuda:1 3"], Names(Find("auto", cuda: [0, 1])));

    [Fact]
    public void Auto_is_one_cpu_slot_where_there_is_no_cuda() =>
        Assert.Equal(["cpu:0 3"], Names(Find("auto", cuda: [])));

    [Fact]
    public void None_is_none_even_where_there_is_cuda() =>
        Assert.Empty(Find("none", cuda: [0]).All);

    [Fact]
    public void A_list_is_taken_as_it_is() =>
        Assert.Equal(["cpu:0 3", "cpu:7 2"], Names(Find("cpu:0,cpu:7*2", cuda: [0])));

    [Fact]
    public void A_cuda_device_that_is_named_and_not_there_is_an_error_that_says_what_to_do()
    {
        var error = Assert.Throws<DeviceException>(() => Find("cpu:0,cuda:1", cuda: [0]));
        Assert.StartsWith("Devices names cuda:1, which does not run (there is no such device)", error.Message, StringComparison.Ordinal);
        Assert.Contains("-p:Gpu=true", error.Message, StringComparison.Ordinal);
    }

    // This repository builds with ONNX Runtime for the CPU: the real probe has to say so, and auto must not need it.
    [Fact]
    public void The_build_for_the_cpu_finds_no_cuda()
    {
        Assert.SkipWhen(DeviceProbe.KnowsCuda, "built with -p:Gpu=true");
        Assert.Contains("knows no CUDA", Assert.Throws<DeviceException>(() => SiloDevices.Find("cuda:0", 1)).Message, StringComparison.Ordinal);
        Assert.Equal("cpu:0", Assert.Single(SiloDevices.Find("auto", 1).All).Name);
    }

    [Fact]
    public void A_limit_on_memory_holds_for_all_sessions_of_a_device_together()
    {
        var devices = Find("cpu:0@100MiB,cpu:1@50MiB,cuda:0@400MiB", cuda: [0]);
        // CPU sessions share one arena of the process; CUDA sessions have one each.
        Assert.Equal(150L << 20, devices.Of("cpu:0", sessions: 4)!.ArenaLimit);
        Assert.Equal(150L << 20, devices.Of("cpu:1", sessions: 4)!.ArenaLimit);
        Assert.Equal(100L << 20, devices.Of("cuda:0", sessions: 4)!.ArenaLimit);
        Assert.Null(devices.Of("cuda:1", sessions: 4));
    }

    [Fact]
    public void What_a_silo_offers_goes_through_its_metadata()
    {
        var offer = new SiloOffer(["cpu:0", "cuda:1"], ["visual", "text"], ["starter"]);
        Assert.Equivalent(offer, SiloOffer.From(new Dictionary<string, string>(offer.ToMetadata())), strict: true);
        Assert.Empty(SiloOffer.None.ToMetadata());
        Assert.False(SiloOffer.From(new Dictionary<string, string> { ["other"] = "x" }).HasDevices);
    }

    private static SiloDevices Find(string devices, int[] cuda) => SiloDevices.Find(
        devices,
        3,
        () => cuda,
        device => cuda.Any(number => device.Name == $"cuda:{number}") ? null : "there is no such device");

    private static IEnumerable<string> Names(SiloDevices devices) => devices.All.Select(device => $"{device.Name} {device.Threads}");
}

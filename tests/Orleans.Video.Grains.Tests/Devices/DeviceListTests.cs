using CsCheck;
using Orleans.Video.Grains.Devices;
using Xunit;

namespace Orleans.Video.Grains.Tests.Devices;

public sealed class DeviceListTests
{
    private static readonly Gen<string> Entry = Gen.Select(
        Gen.Int[0, 999], Gen.Int[0, 3], Gen.Int[1, 1024], Gen.Int[1, 4000],
        (number, shape, threads, memory) => $"cuda:{number}{((shape & 1) != 0 ? $"*{threads}" : "")}{((shape & 2) != 0 ? $"@{memory}MiB" : "")}");

    [Fact]
    public void Every_legal_list_is_read_and_written_back_to_the_same_meaning() =>
        Entry.Array[1, 20].Where(entries => entries.Select(entry => entry.Split('*', '@')[0]).Distinct().Count() == entries.Length).Sample(entries =>
        {
            var text = string.Join(", ", entries);
            Assert.True(DeviceList.TryParse(text, out var list, out var problem), problem);
            Assert.Equal(entries.Select(entry => entry.Split('*', '@')[0]), list.Entries.Select(entry => entry.Name));
            Assert.True(DeviceList.TryParse(list.ToString(), out var again, out _));
            Assert.Equal(list.Entries, again.Entries);
        });

    [Fact]
    public void Whatever_is_configured_is_read_or_refused_with_a_reason() =>
        Gen.OneOf(Gen.String, Gen.Char["acpud:0123456789*@MGiB, "].Array[0, 30].Select(text => new string(text))).Sample(text =>
        {
            if (DeviceList.TryParse(text, out var list, out var problem)) Assert.True(list.IsAuto || list.Entries.Count <= 64);
            else Assert.False(string.IsNullOrWhiteSpace(problem));
        });

    [Theory]
    [InlineData("auto", true, "auto")]
    [InlineData(" AUTO ", true, "auto")]
    [InlineData("none", false, "none")]
    [InlineData("cpu:0,cpu:1*2", false, "cpu:0,cpu:1*2")]
    [InlineData("cpu:0*2@1024MiB", false, "cpu:0*2@1GiB")]
    [InlineData("cuda:0@8GiB,cpu:0", false, "cuda:0@8GiB,cpu:0")]
    public void What_people_write_is_understood(string text, bool auto, string written)
    {
        Assert.True(DeviceList.TryParse(text, out var list, out var problem), problem);
        Assert.Equal((auto, written), (list.IsAuto, list.ToString()));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("gpu:0", "is no device")]
    [InlineData("cpu", "is no device")]
    [InlineData("cpu:0,", "is no device")]
    [InlineData("cpu:-1", "is no device")]
    [InlineData("cpu:1000", "is no device")]
    [InlineData("cpu:0/1", "is no device")]
    [InlineData("cpu:0,none", "is no device")]
    [InlineData("cpu:0*0", "threads")]
    [InlineData("cpu:0*1025", "threads")]
    [InlineData("cpu:0*two", "threads")]
    [InlineData("cpu:0@0MiB", "memory")]
    [InlineData("cpu:0@5", "memory")]
    [InlineData("cpu:0@5000TiB", "memory")]
    [InlineData("cpu:0@1MiB*2", "memory")]
    [InlineData("cpu:0,cpu:0", "cpu:0 more than once")]
    [InlineData("cpu:0@1GiB,cpu:1", "all of them or none")]
    [InlineData("cpu:0@2GiB,cpu:1@2GiB", "4 GiB")]
    public void What_is_wrong_is_said(string text, string reason)
    {
        Assert.False(DeviceList.TryParse(text, out _, out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.StartsWith("Devices ", new VideoPipelineOptions { Devices = text }.Check(), StringComparison.Ordinal);
    }
}

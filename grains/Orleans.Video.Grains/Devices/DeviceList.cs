using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Orleans.Video.Grains.Devices;

/// <summary>Which devices a silo is to offer, as the option <c>Devices</c> says it: <c>auto</c>, <c>none</c> or a list such as <c>cpu:0*2,cuda:0@8GiB</c>.</summary>
public sealed record DeviceList
{
    /// <summary>More than a machine has.</summary>
    private const int MostEntries = 64;

    private const string Shape = "give auto, none, or a list such as cpu:0,cpu:1*2 or cuda:0@8GiB (*: threads, @: memory)";

    private DeviceList(IReadOnlyList<DeviceEntry> entries, bool isAuto) => (Entries, IsAuto) = (entries, isAuto);

    /// <summary>Whatever the machine has.</summary>
    public static DeviceList Auto { get; } = new([], isAuto: true);

    /// <summary>No devices: the silo takes no videos and hosts no encoders.</summary>
    public static DeviceList None { get; } = new([], isAuto: false);

    /// <summary>The devices that were named, in order.</summary>
    public IReadOnlyList<DeviceEntry> Entries { get; }

    /// <summary>Whether the silo is to look for devices itself.</summary>
    public bool IsAuto { get; }

    /// <summary>Reads what was configured; otherwise <paramref name="problem"/> says what is wrong with it and what to give.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DeviceList? list, [NotNullWhen(false)] out string? problem)
    {
        (list, problem) = (null, null);
        switch (text?.Trim().ToUpperInvariant())
        {
            case null or "":
                problem = $"is empty: {Shape}";
                return false;
            case "AUTO":
                list = Auto;
                return true;
            case "NONE":
                list = None;
                return true;
        }

        var entries = new List<DeviceEntry>();
        foreach (var part in text.Split(',', MostEntries + 1, StringSplitOptions.TrimEntries))
        {
            if (!DeviceEntry.TryParse(part, out var entry, out problem)) return false;
            entries.Add(entry);
        }

        problem = ProblemOf(entries);
        if (problem is null) list = new DeviceList(entries, isAuto: false);
        return problem is null;
    }

    /// <summary>As it would be configured.</summary>
    public override string ToString() => IsAuto ? "auto" : Entries.Count == 0 ? "none" : string.Join(',', Entries);

    private static string? ProblemOf(List<DeviceEntry> entries)
    {
        if (entries.Count > MostEntries) return $"names more than {MostEntries} devices";
        if (entries.GroupBy(entry => entry.Name).FirstOrDefault(same => same.Count() > 1) is { } twice) return $"names {twice.Key} more than once: number the devices of a kind from 0";
        var processors = entries.Where(entry => entry.Kind == DeviceEntry.Cpu).ToArray();
        if (processors.Any(entry => entry.Memory is null) && processors.Any(entry => entry.Memory is not null))
            return "limits the memory of some CPU slots only: they share one arena, so limit all of them or none";
        return processors.Sum(entry => entry.Memory ?? 0) > uint.MaxValue ? "gives the CPU slots 4 GiB or more together, which ONNX Runtime's limit cannot carry: give less, or no limit" : null;
    }
}

/// <summary>One device that was named.</summary>
/// <param name="Kind"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Number">Which of its kind, 0 to 999. A CPU slot's number is but a name.</param>
/// <param name="Threads">Threads of each of its sessions; null: as many as the option <c>EncoderThreads</c> says.</param>
/// <param name="Memory">The most bytes that its sessions' arenas may hold together; null: no limit.</param>
public sealed record DeviceEntry(string Kind, int Number, int? Threads, long? Memory)
{
    internal const string Cpu = "cpu";
    internal const string Cuda = "cuda";

    private const long MiB = 1L << 20;
    private const long GiB = 1L << 30;

    /// <summary>The device's name, such as <c>cuda:0</c>.</summary>
    public string Name => $"{Kind}:{Number}";

    /// <summary>As it would be configured.</summary>
    public override string ToString() => $"{Name}{(Threads is { } threads ? $"*{threads}" : "")}{(Memory is { } memory ? $"@{Format(memory)}" : "")}";

    internal static bool TryParse(string text, [NotNullWhen(true)] out DeviceEntry? entry, [NotNullWhen(false)] out string? problem)
    {
        (entry, problem) = (null, null);
        var shown = text.Length <= 40 ? text : $"{text[..40]}…";
        int? threads = null;
        long? memory = null;
        var rest = text.AsSpan();
        var at = rest.IndexOf('@');
        if (at >= 0)
        {
            if (!TryParseMemory(rest[(at + 1)..], out var bytes))
            {
                problem = $"has '{shown}', whose memory is not 1MiB to 1023GiB: write it such as @512MiB or @8GiB";
                return false;
            }

            memory = bytes;
            rest = rest[..at];
        }

        var star = rest.IndexOf('*');
        if (star >= 0)
        {
            if (!TryParseNumber(rest[(star + 1)..], out var count) || count is < 1 or > 1024)
            {
                problem = $"has '{shown}', whose threads are not 1 to 1024: write them such as *2, before the memory";
                return false;
            }

            threads = count;
            rest = rest[..star];
        }

        var colon = rest.IndexOf(':');
        var kind = colon < 0 ? "" : rest[..colon].ToString();
        if (kind is not (Cpu or Cuda) || !TryParseNumber(rest[(colon + 1)..], out var number) || number > 999)
        {
            problem = $"has '{shown}', which is no device: give auto, none, or names such as cpu:0 or cuda:0, separated by commas";
            return false;
        }

        entry = new DeviceEntry(kind, number, threads, memory);
        return true;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseMemory(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var unit = text.EndsWith("MiB", StringComparison.Ordinal) ? MiB : text.EndsWith("GiB", StringComparison.Ordinal) ? GiB : 0;
        if (unit == 0 || !TryParseNumber(text[..^3], out var number) || number < 1 || number * unit >= 1024 * GiB) return false;
        bytes = number * unit;
        return true;
    }

    private static string Format(long memory) => memory % GiB == 0 ? $"{memory / GiB}GiB" : $"{memory / MiB}MiB";
}

using System.Threading.Channels;
using Orleans.Video.Media.Children;
using Orleans.Video.Media.Opening;

namespace Orleans.Video.Media.Reading;

/// <summary>One read of media: its children, the assembler behind them, and the limits around both.</summary>
internal sealed class SegmentReader(OpenedMedia media, MediaInfo info, SegmentFormat format, int firstSegment, MediaOptions options, ChildLauncher launcher, FFmpegTools tools, SegmentBuffers pool, TimeProvider time)
{
    // Sound of one packet, far above what any decoder gives at once.
    private const int LargestSound = 16 << 20;

    /// <summary>Reads to the end into the channel, waiting whenever it is full.</summary>
    public async Task RunAsync(ChannelWriter<MediaSegment> output, CancellationToken ct)
    {
        using var clock = new ReadClock(options, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, clock.Expired);
        using var held = media.Hold();
        using var assembler = new SegmentAssembler(format, firstSegment, info.Video is not null, info.Audio is not null, pool, EmitAsync);
        try
        {
            await using var source = await StartAsync(stop.Token);
            await PumpAsync(source, assembler, clock, stop.Token);
            await EndAsync(source, assembler, stop.Token);
        }
        catch (OperationCanceledException) when (clock.Expired.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new MediaException(MediaFailure.LimitExceeded, $"decoding {media.Name} was given up at {assembler.Reached:F0} s of its time: it is far slower than Media:WallClockAllowance and Media:WallClockPerMediaTime allow");
        }

        async ValueTask EmitAsync(MediaSegment segment)
        {
            clock.Pause();
            try
            {
                MediaInstruments.SecondsDecoded.Add(segment.Seconds);
                await output.WriteAsync(segment, ct);
            }
            catch
            {
                segment.Dispose();
                throw;
            }

            clock.Resume();
        }
    }

    private async Task<PacketSource> StartAsync(CancellationToken ct)
    {
        var facts = await tools.FactsAsync(ct);
        var children = new List<MediaChild>();
        try
        {
            foreach (var command in PassPlan.Commands(media.InputPath, info, format, firstSegment, options, facts))
                children.Add(await launcher.StartAsync(options.FFmpegPath, command));
            return new PacketSource(children, Math.Max(format.FrameBytes, LargestSound));
        }
        catch
        {
            foreach (var child in children) await child.DisposeAsync();
            throw;
        }
    }

    private async Task PumpAsync(PacketSource source, SegmentAssembler assembler, ReadClock clock, CancellationToken ct)
    {
        var longest = Longest();
        try
        {
            while (await source.NextAsync(ct) is { } packet)
            {
                if (packet.Milliseconds > longest.TotalMilliseconds) throw TooLong(longest);
                await assembler.AddAsync(packet, source, ct);
                clock.Reached(assembler.Reached);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            // A child that died leaves half an element behind: its own words say more than ours. One that still runs is not waited for.
            if (problem is EndOfStreamException && await FailureOfChildrenAsync(source, assembler, ct) is { } failure) throw failure;
            throw new MediaException(MediaFailure.Damaged, $"{media.Name} could not be decoded: {problem.Message}", problem);
        }
    }

    private async Task EndAsync(PacketSource source, SegmentAssembler assembler, CancellationToken ct)
    {
        var failure = await FailureOfChildrenAsync(source, assembler, ct);
        failure ??= Cut(assembler) ?? (media.HasChanged ? new(MediaFailure.Changed, $"{media.Name} changed while it was read: upload it again once it is complete") : null);
        await assembler.FinishAsync(complete: failure is null);
        if (failure is not null) throw failure;
    }

    private async Task<MediaException?> FailureOfChildrenAsync(PacketSource source, SegmentAssembler assembler, CancellationToken ct)
    {
        foreach (var child in source.Children)
        {
            var exit = await child.WaitAsync(ct);
            if (exit != 0 || !assembler.HasAny) return ToolMessages.Failure(media, child.Said, exit, assembler.HasAny, options);
        }

        return null;
    }

    private MediaException? Cut(SegmentAssembler assembler)
    {
        if (!info.DurationIsDeclared || info.Duration is not { } declared) return null;
        var missing = declared.TotalSeconds - assembler.Reached;
        return missing > 2 && missing > 0.1 * declared.TotalSeconds
            ? new(MediaFailure.Truncated, $"{media.Name} ends after {assembler.Reached:F1} s of the {declared.TotalSeconds:F1} s that it declares: it was cut off or is damaged; upload it again")
            : null;
    }

    // A damaged time stamp can put a frame hours away, and everything up to it would be filled: a file that says how long it is
    // is not followed much further than that.
    private TimeSpan Longest()
    {
        if (!info.DurationIsDeclared || info.Duration is not { } declared) return options.MaxDuration;
        var far = TimeSpan.FromSeconds(Math.Max(declared.TotalSeconds * 2, declared.TotalSeconds + 600));
        return far < options.MaxDuration ? far : options.MaxDuration;
    }

    private MediaException TooLong(TimeSpan longest) => longest < options.MaxDuration
        ? new(MediaFailure.Damaged, $"{media.Name} has time stamps far beyond the {info.Duration!.Value.TotalSeconds:F1} s that it declares: it is damaged; export it again")
        : new(MediaFailure.LimitExceeded, $"{media.Name} is longer than Media:MaxDuration allows ({options.MaxDuration.TotalHours:F1} h): cut it into parts");
}

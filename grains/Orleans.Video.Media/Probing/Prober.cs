using System.Text.Json;
using FFMpegCore;
using Orleans.Video.Media.Children;
using Orleans.Video.Media.Opening;
using Orleans.Video.Media.Probing.Headers;

namespace Orleans.Video.Media.Probing;

/// <summary>
/// Says what a file is, and refuses what lies beyond the limits before anything is decoded: from its headers where they are ordinary, by
/// ffprobe where not. Both answers go through the same choice.
/// </summary>
internal sealed class Prober(ChildLauncher launcher, FFmpegTools tools, MediaOptions options, TimeProvider time)
{
    // Only what is used: tags and side data of any size and shape stay in the child.
    private const string Entries =
        "format=format_name,duration,start_time:" +
        "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,sample_rate,channels,start_time,duration:" +
        "stream_disposition=default,attached_pic,timed_thumbnails:stream_tags=language,rotate,DURATION:stream_side_data=rotation";

    private const int MaxAnswer = 4 << 20;

    public Task<MediaInfo> ProbeAsync(OpenedMedia media, CancellationToken ct) =>
        ReadHeaders(media) is { } ordinary ? Task.FromResult(ordinary) : AskAsync(media, ct);

    /// <summary>What ffprobe would lead to, of an ordinary file, or null. Refusals are left to ffprobe.</summary>
    internal MediaInfo? ReadHeaders(OpenedMedia media)
    {
        if (HeaderReader.Read(media.Handle) is not { } answer || !StreamChoice.IsComplete(answer)) return null;
        try
        {
            return StreamChoice.Choose(answer, said: "", media, options, ProbeDepth.Shallow, cutRatio: 1);
        }
        catch (MediaException)
        {
            return null;
        }
    }

    /// <summary>What ffprobe says, at a second and longer look where the first does not show all.</summary>
    internal async Task<MediaInfo> AskAsync(OpenedMedia media, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(options.ProbeTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            var riff = RiffHeader.Read(media.Handle);
            var (answer, said) = await AskAsync(media, ProbeDepth.Shallow, both.Token);
            if (StreamChoice.IsComplete(answer)) return StreamChoice.Choose(answer, said, media, options, ProbeDepth.Shallow, riff);
            if (ToolMessages.LimitOf(media.Name, said, options) is { } early) throw early;
            (answer, said) = await AskAsync(media, ProbeDepth.Deep, both.Token);
            return StreamChoice.Choose(answer, said, media, options, ProbeDepth.Deep, riff);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new MediaException(MediaFailure.Timeout, $"looking into {media.Name} took longer than Media:ProbeTimeout ({options.ProbeTimeout})");
        }
    }

    private async Task<(FFProbeAnalysis Answer, string Said)> AskAsync(OpenedMedia media, ProbeDepth depth, CancellationToken ct)
    {
        var facts = await tools.FactsAsync(ct);
        await using var child = await launcher.StartAsync(options.FFprobePath,
        [
            "-hide_banner", "-v", "warning", "-of", "json", "-show_entries", Entries,
            .. FFmpegArguments.Input(options, facts, depth), "-threads", "1", media.InputPath,
        ]);
        var bytes = await ReadAnswerAsync(child, media, ct);
        var exit = await child.WaitAsync(ct);
        if (exit != 0) throw ToolMessages.Failure(media, child.Said, exit, started: false, options);
        try
        {
            return (JsonSerializer.Deserialize<FFProbeAnalysis>(bytes) ?? throw new JsonException("null"), child.Said);
        }
        catch (JsonException problem)
        {
            throw new MediaException(MediaFailure.NotMedia, $"{media.Name} has headers that make no sense: {problem.Message}", problem);
        }
    }

    private static async Task<byte[]> ReadAnswerAsync(MediaChild child, OpenedMedia media, CancellationToken ct)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await child.Output.ReadAsync(buffer, ct) is var count and > 0)
        {
            if (answer.Length + count > MaxAnswer) throw new MediaException(MediaFailure.LimitExceeded, $"the headers of {media.Name} are larger than {MaxAnswer >> 20} MiB");
            answer.Write(buffer, 0, count);
        }

        return answer.ToArray();
    }
}

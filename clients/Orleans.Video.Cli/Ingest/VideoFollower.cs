using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Videos;
using Orleans.Video.Client;
using Orleans.Video.Videos;
using Spectre.Console;

namespace Orleans.Video.Cli.Ingest;

/// <summary>Follows videos until nothing more happens to them: a progress bar each on a terminal, a line each elsewhere.</summary>
internal sealed class VideoFollower(VideoClient client, CommandOutput output)
{
    /// <summary>Videos watched at once; the others wait, and are caught up with.</summary>
    private const int WatchedAtOnce = 32;

    /// <summary>With more videos than fit on a screen there is one bar for all.</summary>
    private const int MostBars = 16;

    /// <summary>Follows, and gives each video's last status in the order of <paramref name="videos"/>.</summary>
    /// <param name="videos">Ids with what to call them.</param>
    /// <param name="settled">Called once for each video when it is settled.</param>
    /// <param name="cancellation">Stops following; the videos go on.</param>
    public async Task<IReadOnlyList<VideoStatus>> FollowAsync(IReadOnlyList<(string Id, string Label)> videos, Action<VideoStatus>? settled, CancellationToken cancellation)
    {
        if (!output.ShowsProgress) return await WatchAllAsync(videos, null, settled ?? (_ => { }), cancellation);
        IReadOnlyList<VideoStatus> last = [];
        await output.Console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context => last = await WatchAllAsync(videos, Bars(context, videos), settled ?? (_ => { }), cancellation));
        return last;
    }

    /// <summary>A line that says how a video ended.</summary>
    public static string Line(VideoStatus status) =>
        $"{StatusView.State(status.State)}  {PlainText.Markup(status.Id)}{(status.Media is { } media ? $"  {StatusView.Media(media)}" : "")}{(status.Reason is null ? "" : $": {PlainText.Markup(status.Reason, 1000)}")}";

    private async Task<IReadOnlyList<VideoStatus>> WatchAllAsync(
        IReadOnlyList<(string Id, string Label)> videos, Action<int, VideoStatus>? show, Action<VideoStatus> settled, CancellationToken cancellation)
    {
        var last = new VideoStatus[videos.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = WatchedAtOnce, CancellationToken = cancellation };
        var gate = new Lock();
        await Parallel.ForAsync(0, videos.Count, parallel, async (index, stop) =>
        {
            await foreach (var progress in client.WatchAsync(videos[index].Id, stop))
            {
                last[index] = progress.Status;
                lock (gate) show?.Invoke(index, progress.Status);
            }

            // The stream's last word may be short of the whole status, which is what gets printed.
            last[index] = await client.GetAsync(videos[index].Id, stop) ?? last[index];
            lock (gate) settled(last[index]);
        });
        return last;
    }

    private static Action<int, VideoStatus> Bars(ProgressContext context, IReadOnlyList<(string Id, string Label)> videos)
    {
        if (videos.Count > MostBars)
        {
            var all = context.AddTask($"{videos.Count} videos", maxValue: videos.Count);
            var done = new double[videos.Count];
            return (index, status) =>
            {
                done[index] = Fraction(status);
                all.Value = done.Sum();
            };
        }

        var bars = videos.Select(video => context.AddTask(PlainText.Markup(video.Label, 30), maxValue: 1)).ToArray();
        return (index, status) =>
        {
            var bar = bars[index];
            bar.IsIndeterminate = !status.IsSettled && status.Media is not { DurationSeconds: > 0 };
            bar.Value = Fraction(status);
            bar.Description = $"{PlainText.Markup(videos[index].Label, 30)}  {StatusView.State(status.State)}";
            if (status.IsSettled) bar.StopTask();
        };
    }

    private static double Fraction(VideoStatus status) => status switch
    {
        { IsSettled: true } => 1,
        { Media.DurationSeconds: > 0 and var seconds } => Math.Clamp(status.Seconds / Math.Ceiling(seconds), 0, 0.99),
        _ => 0,
    };
}

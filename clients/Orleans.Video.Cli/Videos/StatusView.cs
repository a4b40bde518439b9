using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Videos;
using Spectre.Console;

namespace Orleans.Video.Cli.Videos;

/// <summary>A video's status for people.</summary>
internal static class StatusView
{
    /// <summary>The state in its colour.</summary>
    public static string State(VideoState state) => state switch
    {
        VideoState.Ready => "[green]Ready[/]",
        VideoState.Failed => "[red]Failed[/]",
        VideoState.Rejected => "[yellow]Rejected[/]",
        _ => state.ToString(),
    };

    /// <summary>Everything worth knowing, a line a fact.</summary>
    public static void Write(CommandOutput output, VideoStatus status)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in Facts(status)) grid.AddRow($"[grey]{name}[/]", value);
        output.Console.Write(grid);
    }

    /// <summary>The media in a phrase, such as <c>mp4, 1:23, 640×360 h264, aac 44.1 kHz</c>.</summary>
    public static string Media(MediaSummary media)
    {
        var parts = new List<string> { PlainText.Markup(Container(media.Container)) };
        if (media.DurationSeconds is { } seconds) parts.Add(seconds < 10 ? $"{seconds:0.0} s" : PlainText.Clock(seconds));
        parts.Add(media.VideoCodec is null ? "no pictures" : $"{media.Width}×{media.Height} {PlainText.Markup(media.VideoCodec)}");
        parts.Add(media.AudioCodec is null ? "no sound" : $"{PlainText.Markup(media.AudioCodec)} {media.SampleRate / 1000.0:0.###} kHz");
        parts.Add(PlainText.Bytes(media.Bytes));
        return string.Join(", ", parts);
    }

    // ffmpeg names a container by all that its reader takes, such as "mov,mp4,m4a,3gp,3g2,mj2" and "matroska,webm".
    private static string Container(string name) => name.Split(',') is var names && names.Contains("mp4") ? "mp4" : names[0];

    /// <summary>The model set, and plainly that it is untrained when it is.</summary>
    public static string ModelSet(string id, bool trained) =>
        trained ? PlainText.Markup(id) : $"{PlainText.Markup(id)} [yellow](untrained: words, look-alike and sound-alike rank; meaning does not)[/]";

    private static IEnumerable<(string Name, string Value)> Facts(VideoStatus status)
    {
        yield return ("video", PlainText.Markup(status.Id));
        yield return ("state", State(status.State) + (status.Reason is null ? "" : $": {PlainText.Markup(status.Reason, 1000)}"));
        if (!string.IsNullOrEmpty(status.Title)) yield return ("title", PlainText.Markup(status.Title));
        if (!string.IsNullOrEmpty(status.Caption)) yield return ("caption", PlainText.Markup(status.Caption));
        if (!string.IsNullOrEmpty(status.Description)) yield return ("description", PlainText.Markup(status.Description));
        if (!string.IsNullOrEmpty(status.Language)) yield return ("language", PlainText.Markup(status.Language));
        if (!string.IsNullOrEmpty(status.Audience)) yield return ("audience", PlainText.Markup(status.Audience));
        if (status.Learn == LearningLabel.Forbid) yield return ("learning", "forbidden");
        if (status.Uri is not null) yield return ("media", PlainText.Markup(status.Uri));
        if (status.Media is not null) yield return ("", Media(status.Media));
        yield return ("read", $"{PlainText.Clock(status.Seconds)} in {status.Segments} {(status.Segments == 1 ? "segment" : "segments")}");
        yield return ("model set", ModelSet(status.ModelSet, status.Trained));
        if (status.Attempt > 0) yield return ("attempts", status.Attempt.ToString());
        yield return ("added", $"{status.Created:u}");
        yield return ("changed", $"{status.Updated:u}");
    }
}

using System.Text;

namespace Orleans.Video.Transcripts;

/// <summary>A transcript as captions: <see href="https://www.w3.org/TR/webvtt1/">WebVTT</see> with the time of every word, or SubRip (SRT).</summary>
public static class Captions
{
    // Two lines of a usual caption.
    private const int LongestCue = 84;
    private static readonly TimeSpan ShortestCue = TimeSpan.FromMilliseconds(20);

    /// <summary>A WebVTT file. Words become visible as they are said: all but a cue's first carry their time.</summary>
    public static string ToWebVtt(Transcript transcript)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in Cues(transcript))
        {
            text.Append('\n').Append(Clock(cue.Start, '.')).Append(" --> ").Append(Clock(cue.End, '.')).Append('\n');
            var last = cue.Start;
            for (var i = 0; i < cue.Words.Count; i++)
            {
                if (i > 0) text.Append(' ');
                var start = Milliseconds(cue.Words[i].Start);
                // Times in a cue rise, and lie inside it.
                if (i > 0 && start > last && start < cue.End)
                {
                    text.Append('<').Append(Clock(start, '.')).Append('>');
                    last = start;
                }

                text.Append(Escaped(Clean(cue.Words[i].Text)));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A SubRip file.</summary>
    public static string ToSubRip(Transcript transcript)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var cue in Cues(transcript))
        {
            if (number > 0) text.Append('\n');
            text.Append(++number).Append('\n').Append(Clock(cue.Start, ',')).Append(" --> ").Append(Clock(cue.End, ',')).Append('\n');
            // SubRip has no escapes: players take what is in angle brackets for tags.
            text.AppendJoin(' ', cue.Words.Select(word => Clean(word.Text).Replace('<', '‹').Replace('>', '›'))).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<(TimeSpan Start, TimeSpan End, List<SpokenWord> Words)> Cues(Transcript transcript)
    {
        var at = 0;
        foreach (var sentence in transcript.Sentences)
        {
            var words = new List<SpokenWord>();
            var letters = 0;
            for (; at < transcript.Words.Count && (transcript.Words[at].Start < sentence.End || (transcript.Words[at].Start <= sentence.Start && words.Count == 0)); at++)
            {
                var word = transcript.Words[at];
                if (string.IsNullOrWhiteSpace(Clean(word.Text))) continue;
                if (words.Count > 0 && letters + word.Text.Length > LongestCue)
                {
                    yield return Cue(words);
                    (words, letters) = ([], 0);
                }

                words.Add(word);
                letters += word.Text.Length + 1;
            }

            if (words.Count > 0) yield return Cue(words);
        }
    }

    private static (TimeSpan Start, TimeSpan End, List<SpokenWord> Words) Cue(List<SpokenWord> words)
    {
        var (start, end) = (Milliseconds(words[0].Start), Milliseconds(words[^1].End));
        return (start, end > start ? end : start + ShortestCue, words);
    }

    private static TimeSpan Milliseconds(double seconds) => TimeSpan.FromMilliseconds(Math.Round(Math.Max(0, seconds) * 1000));

    private static string Clock(TimeSpan time, char point) => $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}{point}{time.Milliseconds:000}";

    private static string Clean(string text) => new([.. text.Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}

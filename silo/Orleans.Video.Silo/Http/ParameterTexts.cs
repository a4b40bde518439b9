namespace Orleans.Video.Silo.Http;

/// <summary>What the API's description says of parameters.</summary>
internal static class ParameterTexts
{
    public const string ModelSet = "The model set's id: lower-case letters, digits, '.', '_' and '-'.";
    public const string Force = "Whether also a set that lacks videos: these are found by words only until they are filled.";
    public const string Id = "The video's id: 1 to 128 of A-Z a-z 0-9 - _ . and no dot at the start.";
    public const string Sequence = "The upload system's order of this event, above zero; the next one when left out.";
    public const string After = "The next of the page before; from the first when left out.";
    public const string Take = "The most videos in the page, 1 to 1,000.";
    public const string State = "Only videos in this state.";
    public const string Follow = "Whether to go on when the video is settled, until it is erased.";
    public const string Modality = "visual, audio or fusion; all when left out.";
    public const string Seconds = "Whether to give the vectors of every second, as an array of segments, instead of those of the whole video.";
    public const string Format = "json, vtt (WebVTT, with the time of every word) or srt (SubRip).";
    public const string By = "visual, audio or both.";
    public const string K = "Results wanted, 1 to 1,000.";
    public const string Words = "What to look for, at most 1,000 characters; \"double quotes\" make a phrase, a trailing * a prefix.";
    public const string Scope = "video or moment.";
    public const string Evidence = "Which evidence counts, with commas between: words, text, visual, audio, fusion, speech; all that the model set can rank when left out.";
    public const string Language = "The BCP 47 tag of the words; any when left out.";
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Data.Videos;

/// <summary>A part of a picture, as shares of its sides.</summary>
/// <param name="Left">0–1.</param>
/// <param name="Top">0–1.</param>
/// <param name="Width">Above 0; at most 1 − <paramref name="Left"/>.</param>
/// <param name="Height">Above 0; at most 1 − <paramref name="Top"/>.</param>
public readonly record struct VideoView(double Left, double Top, double Width, double Height)
{
    internal bool IsWithin => Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Left + Width <= 1 + 1e-9 && Top + Height <= 1 + 1e-9;
}

/// <summary>A picture that is shown, while the view moves from one part of it to another.</summary>
/// <param name="Start">When it begins, in seconds.</param>
/// <param name="Seconds">How long it is shown.</param>
/// <param name="Picture">Its index in the set that the video is made from.</param>
/// <param name="Label">Its class.</param>
/// <param name="From">What is seen at first.</param>
/// <param name="To">What is seen at last.</param>
/// <param name="Caption">What is written over it: letters, digits, spaces and .!?- only; null without.</param>
public sealed record VideoScene(double Start, double Seconds, int Picture, int Label, VideoView From, VideoView To, string? Caption);

/// <summary>A sound that is heard.</summary>
/// <param name="Start">When it begins, in seconds.</param>
/// <param name="Seconds">How long it may last.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Variant">Which of its kind, as <see cref="SoundVariants"/> names them.</param>
/// <param name="Word">The word that is spoken, in speech.</param>
/// <param name="Gain">Its loudness, 0–1.</param>
/// <param name="Seed">Where its numbers begin.</param>
public sealed record VideoSound(double Start, double Seconds, SoundKind Kind, string Variant, string? Word, double Gain, ulong Seed);

/// <summary>What a stretch of a video is about.</summary>
/// <param name="Label">The class of all its pictures.</param>
/// <param name="Start">When it begins, in seconds.</param>
/// <param name="Seconds">How long it lasts.</param>
public sealed record VideoTopic(int Label, double Start, double Seconds);

/// <summary>All that a training video is: what it is made from, and the truth about what is where.</summary>
public sealed partial record VideoScript
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Pixels a row, even, 16–1,920.</summary>
    public required int Width { get; init; }

    /// <summary>Rows, even, 16–1,080.</summary>
    public required int Height { get; init; }

    /// <summary>Frames a second, 1–60.</summary>
    public required int FramesPerSecond { get; init; }

    /// <summary>Length in whole seconds, 1–600.</summary>
    public required int Seconds { get; init; }

    /// <summary>H.264 constant rate factor, 10 (good) to 45 (bad).</summary>
    public required int RateFactor { get; init; }

    /// <summary>What it is about, in order and without gaps.</summary>
    public required IReadOnlyList<VideoTopic> Topics { get; init; }

    /// <summary>What is shown, in order and without gaps.</summary>
    public required IReadOnlyList<VideoScene> Scenes { get; init; }

    /// <summary>What is heard; sounds may overlap. Without any the video has no sound track.</summary>
    public required IReadOnlyList<VideoSound> Sounds { get; init; }

    /// <summary>Says what is wrong with this script, or null when a video can be made of it.</summary>
    /// <param name="pictures">Pictures in the set that it is made from.</param>
    public string? Check(int pictures)
    {
        if (Width is < 16 or > 1920 || Width % 2 != 0) return $"{nameof(Width)} must be even and 16 to 1,920, not {Width}";
        if (Height is < 16 or > 1080 || Height % 2 != 0) return $"{nameof(Height)} must be even and 16 to 1,080, not {Height}";
        if (FramesPerSecond is < 1 or > 60) return $"{nameof(FramesPerSecond)} must be 1 to 60, not {FramesPerSecond}";
        if (Seconds is < 1 or > 600) return $"{nameof(Seconds)} must be 1 to 600, not {Seconds}";
        if (RateFactor is < 10 or > 45) return $"{nameof(RateFactor)} must be 10 to 45, not {RateFactor}";
        if (Gap(Scenes.Select(static s => (s.Start, s.Seconds))) is { } scene) return $"{nameof(Scenes)} {scene}";
        if (Gap(Topics.Select(static t => (t.Start, t.Seconds))) is { } topic) return $"{nameof(Topics)} {topic}";
        foreach (var shown in Scenes)
        {
            if (shown.Picture < 0 || shown.Picture >= pictures) return $"the scene at {shown.Start} s shows picture {shown.Picture}, and there are {pictures}";
            if (!shown.From.IsWithin || !shown.To.IsWithin) return $"the scene at {shown.Start} s looks beyond its picture";
            if (shown.Caption is { } caption && !Writable().IsMatch(caption)) return $"the caption '{caption}' must be 1 to 60 letters, digits, spaces and .!?-";
        }

        foreach (var heard in Sounds)
        {
            if (!(heard.Start >= 0 && heard.Seconds > 0 && heard.Start + heard.Seconds <= Seconds + 1e-6)) return $"the sound at {heard.Start} s lies beyond the video";
            if (heard.Gain is not (>= 0 and <= 1)) return $"the sound at {heard.Start} s has a gain of {heard.Gain}, which must be 0 to 1";
        }

        return null;
    }

    /// <summary>The script as JSON, which <see cref="FromJson"/> reads.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a script.</summary>
    /// <exception cref="LearningDataException">It is no script.</exception>
    public static VideoScript FromJson(string json)
    {
        try
        {
            var script = JsonSerializer.Deserialize<VideoScript>(json, Json);
            // What JSON must have it may still have as null.
            var isWhole = script is { Topics: not null, Scenes: not null, Sounds: not null } && !script.Topics.Contains(null!) && !script.Scenes.Contains(null!) && !script.Sounds.Contains(null!);
            return isWhole ? script! : throw new LearningDataException("the record of a training video is empty or lacks its topics, scenes or sounds: make the video again");
        }
        catch (JsonException problem)
        {
            throw new LearningDataException($"the record of a training video cannot be read ({problem.Message}): make the video again", problem);
        }
    }

    private string? Gap(IEnumerable<(double Start, double Seconds)> parts)
    {
        var reached = 0.0;
        foreach (var (start, seconds) in parts)
        {
            if (!(Math.Abs(start - reached) < 1e-6 && seconds > 0)) return $"must follow each other without a gap, and one begins at {start} s where {reached} s was reached";
            reached = start + seconds;
        }

        return Math.Abs(reached - Seconds) < 1e-6 ? null : $"end at {reached} s of {Seconds} s";
    }

    // What needs no escape in a filter graph.
    [GeneratedRegex(@"^[A-Za-z0-9 .!?-]{1,60}$", RegexOptions.CultureInvariant)]
    private static partial Regex Writable();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Videos;

/// <summary>
/// What upload systems have said of a video: a register a field, each won by its latest event, and a tombstone that forgets everything
/// up to the latest deletion. Applying the same events in any order, any number of times, gives the same record.
/// </summary>
internal sealed record VideoRecord
{
    /// <summary>A record of no events.</summary>
    public static readonly VideoRecord Empty = new();

    /// <summary>The latest upload; <see cref="Stamp.None"/> while only updates are known.</summary>
    public Stamp Uploaded { get; init; } = Stamp.None;

    /// <summary>The latest deletion; <see cref="Stamp.None"/> when never deleted.</summary>
    public Stamp Tombstone { get; init; } = Stamp.None;

    /// <summary>Counts the changes to the video's state, of which this record and its progress are the two halves; it never falls.</summary>
    public long Version { get; init; }

    /// <summary>The media reference.</summary>
    public Register Uri { get; init; } = Register.Empty;

    /// <summary>The title.</summary>
    public Register Title { get; init; } = Register.Empty;

    /// <summary>The caption.</summary>
    public Register Caption { get; init; } = Register.Empty;

    /// <summary>The description.</summary>
    public Register Description { get; init; } = Register.Empty;

    /// <summary>The language tag.</summary>
    public Register Language { get; init; } = Register.Empty;

    /// <summary>The audience.</summary>
    public Register Audience { get; init; } = Register.Empty;

    /// <summary>Whether models may learn from it.</summary>
    public Register Learn { get; init; } = Register.Empty;

    /// <summary>Whether an upload that is not deleted names this video.</summary>
    [JsonIgnore]
    public bool Exists => Uploaded.IsAfter(Tombstone);

    /// <summary>Whether models may learn from it, should it be read at all. Records of older versions say nothing, and allow it.</summary>
    [JsonIgnore]
    public bool MayLearn => Learn.Value != LearningLabel.Forbid;

    /// <summary>The life that began after the latest deletion.</summary>
    [JsonIgnore]
    public VideoLife Life => Tombstone == Stamp.None ? default : new VideoLife(Tombstone.Sequence, Tombstone.EventId);

    /// <summary>Whether a deletion is the last that was heard of it.</summary>
    [JsonIgnore]
    public bool IsErased => !Exists && Tombstone != Stamp.None;

    /// <summary>The highest sequence number seen.</summary>
    [JsonIgnore]
    public long Sequence
    {
        get
        {
            var highest = Math.Max(Uploaded.Sequence, Tombstone.Sequence);
            foreach (var register in (ReadOnlySpan<Register>)[Uri, Title, Caption, Description, Language, Audience, Learn]) highest = Math.Max(highest, register.SetBy.Sequence);
            return highest;
        }
    }

    /// <summary>The revision: 16 hexadecimal digits that stand for the media reference; null without one.</summary>
    [JsonIgnore]
    public string? Revision => Exists && Uri.Value is { } uri ? RevisionOf(uri) : null;

    /// <summary>The title, caption and description, a line each; empty when there is none.</summary>
    [JsonIgnore]
    public string Text => string.Join('\n', new[] { Title.Value, Caption.Value, Description.Value }.Where(text => !string.IsNullOrWhiteSpace(text)));

    /// <summary>The revision that stands for a media reference.</summary>
    public static string RevisionOf(string uri) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri)))[..16];

    /// <summary>The record after an event, and what became of it.</summary>
    public (VideoRecord Record, Intake Outcome) Apply(VideoEvent videoEvent)
    {
        var stamp = new Stamp(videoEvent.Sequence, videoEvent.Id);
        if (Knows(stamp)) return (this, Intake.Duplicate);
        var next = videoEvent.Kind switch
        {
            _ when !stamp.IsAfter(Tombstone) => this,
            VideoEventKind.Uploaded => this with
            {
                Uploaded = stamp.IsAfter(Uploaded) ? stamp : Uploaded,
                Uri = Uri.Set(videoEvent.Uri, stamp),
                Title = Title.Set(videoEvent.Title, stamp),
                Caption = Caption.Set(videoEvent.Caption, stamp),
                Description = Description.Set(videoEvent.Description, stamp),
                Language = Language.Set(videoEvent.Language, stamp),
                Audience = Audience.Set(videoEvent.Audience ?? Video.Videos.Audience.Public, stamp),
                Learn = Learn.Set(videoEvent.Learn ?? LearningLabel.Allow, stamp),
            },
            VideoEventKind.Updated => this with
            {
                Title = videoEvent.Title is { } title ? Title.Set(title, stamp) : Title,
                Caption = videoEvent.Caption is { } caption ? Caption.Set(caption, stamp) : Caption,
                Description = videoEvent.Description is { } description ? Description.Set(description, stamp) : Description,
                Language = videoEvent.Language is { } language ? Language.Set(language, stamp) : Language,
                Audience = videoEvent.Audience is { } audience ? Audience.Set(audience, stamp) : Audience,
                Learn = videoEvent.Learn is { } learn ? Learn.Set(learn, stamp) : Learn,
            },
            VideoEventKind.Deleted => this with
            {
                Tombstone = stamp,
                Uploaded = Uploaded.IsAfter(stamp) ? Uploaded : Stamp.None,
                Uri = Uri.Forget(stamp),
                Title = Title.Forget(stamp),
                Caption = Caption.Forget(stamp),
                Description = Description.Forget(stamp),
                Language = Language.Forget(stamp),
                Audience = Audience.Forget(stamp),
                Learn = Learn.Forget(stamp),
            },
            _ => this,
        };
        return next == this ? (this, Intake.Stale) : (next, Intake.Accepted);
    }

    private bool Knows(Stamp stamp) =>
        stamp == Uploaded || stamp == Tombstone || stamp == Uri.SetBy || stamp == Title.SetBy || stamp == Caption.SetBy ||
        stamp == Description.SetBy || stamp == Language.SetBy || stamp == Audience.SetBy || stamp == Learn.SetBy;
}

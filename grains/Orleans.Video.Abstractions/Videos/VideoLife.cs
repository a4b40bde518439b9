namespace Orleans.Video.Videos;

/// <summary>
/// Which life of a video a result belongs to: a deletion ends one, a later upload begins the next. Whoever writes results carries it, so that a
/// silo that was frozen over a deletion cannot bring the erased video back.
/// </summary>
/// <param name="Sequence">The sequence number of the deletion before this life; 0 in the first.</param>
/// <param name="EventId">That deletion's event; null in the first life.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoLife")]
public readonly record struct VideoLife([property: Id(0)] long Sequence, [property: Id(1)] string? EventId);

/// <summary>
/// What a video's activation last read or wrote of its own state. A deletion of results carries it: it is done only while the store still
/// holds exactly that, so that an activation which was superseded deletes nothing of its successor's.
/// </summary>
/// <param name="RecordETag">The version of its record; null: none.</param>
/// <param name="ProgressETag">The version of its progress; null: none.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoClaim")]
public readonly record struct VideoClaim([property: Id(0)] string? RecordETag, [property: Id(1)] string? ProgressETag);

/// <summary>The words that people gave a video, for its text vector.</summary>
/// <param name="Text">Title, caption and description; null or blank: none.</param>
/// <param name="Version">The video's version: an older text never replaces a newer one.</param>
/// <param name="Life">The life that they belong to.</param>
[GenerateSerializer, Immutable, Alias("orleans.video.VideoText")]
public sealed record VideoText([property: Id(0)] string? Text, [property: Id(1)] long Version, [property: Id(2)] VideoLife Life);

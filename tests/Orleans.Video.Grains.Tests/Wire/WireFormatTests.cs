using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Video.Catalog;
using Orleans.Video.Embeddings;
using Orleans.Video.Encoders;
using Orleans.Video.Grains.Hosting;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Orleans.Video.Versions;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Grains.Tests.Wire;

/// <summary>
/// Silos of two versions talk to each other while a cluster is upgraded: the bytes of every message are frozen here. A new message is
/// added to the file by running this test once with ORLEANS_VIDEO_WRITE_GOLDEN=1; an old line never changes.
/// </summary>
public sealed class WireFormatTests
{
    private static readonly string GoldenFile = Path.Combine(TestData.RepositoryRoot, "tests", "Orleans.Video.Grains.Tests", "Wire", "messages.golden.txt");

    // VideoEvent, VideoStatus and IntakeReply as version 0.3 wrote them, without the learning label.
    private static readonly string EarlierFile = Path.Combine(TestData.RepositoryRoot, "tests", "Orleans.Video.Grains.Tests", "Wire", "messages.earlier.txt");

    private static readonly DateTimeOffset When = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly VideoVectors Vectors = new()
    {
        ModelSet = "starter",
        Trained = true,
        Revision = "0123456789abcdef",
        Segments = 2,
        Seconds = 16,
        Visual = [1, 0],
        Audio = [0, 1],
        Fused = [0.5f],
    };

    private static readonly SegmentEmbedding Segment = new(1, 8, 1, [1, 0], [0, 1], [0.5f], [true], [false]);

    private static readonly CatalogEntry Entry = new()
    {
        Id = "v",
        State = VideoState.Ready,
        Finished = true,
        Visible = true,
        Title = "t",
        Caption = "c",
        Description = "d",
        Language = "en",
        ServingRevision = "r",
        Seconds = 3,
        Updated = When,
        Version = 4,
    };

    private static readonly VideoStatus Status = new()
    {
        Id = "v",
        State = VideoState.Processing,
        Reason = "why",
        Attempt = 1,
        Title = "t",
        Caption = "c",
        Description = "d",
        Language = "en",
        Audience = "public",
        Uri = "/a.mp4",
        Revision = "r",
        ServingRevision = "s",
        Segments = 2,
        Seconds = 16,
        Media = new MediaSummary { Container = "mov", DurationSeconds = 20, VideoCodec = "h264", Width = 2, Height = 1, AudioCodec = "aac", SampleRate = 44100, Bytes = 7 },
        ModelSet = "starter",
        Trained = false,
        Version = 5,
        Sequence = 6,
        Created = When,
        Updated = When,
    };

    private static readonly ServedSets Sets = new() { Version = 3, Serving = "b", Previous = "a", Kept = [new KeptSet("a", "0123", 1, KeptSetState.Filled), new KeptSet("b", "4567", 2, KeptSetState.Incomplete)] };

    private static readonly FillProgress Fill = new() { ModelSet = "b", Since = 2, Videos = 5, Done = 3, Failed = 1, Problems = ["v: why"], Shard = 1, After = "v", Ended = true };

    private static readonly Evidence Why = new() { Modality = "words", Rank = 1, Score = 2, Words = ["w"], Field = "title", Snippet = "s", Second = 4 };

    private static readonly object[] Messages =
    [
        new VideoEvent { Id = "e", VideoId = "v", Sequence = 1, Kind = VideoEventKind.Uploaded, Uri = "/a.mp4", Title = "t", Caption = "c", Description = "d", Language = "en", Audience = "public" },
        Status,
        new IntakeReply(Intake.Stale, "older", Status, 7),
        new ClipBatch(new byte[] { 1, 2, 3 }, 1),
        new SoundBatch(new short[] { 1, -2 }, 1),
        new TextBatch(["a", "b"]),
        new FusionStep([1], [2], [true], [false], [3]),
        new EncodeReply { Busy = false, Vectors = [1, 2], Width = 2, Pooled = [3], State = [4] },
        new SegmentVectors("r", 1, 8, [1], [2], [true], [false], true, new VideoLife(3, "d")),
        Segment,
        Vectors,
        new EmbeddingProgress(2, 16),
        new EmbeddingUpdate("v", 1, Vectors),
        new SegmentWords("r", 1, "en", "engine", [new SpokenWord("hello", 1, 2, 0.5f)], true, new VideoLife(3, "d")),
        new Transcript("v", "r", "en", "engine", [new SpokenWord("hello", 1, 2, 0.5f)], [new Sentence("hello", 1, 2)]),
        new TranscriptUpdate("v", new SegmentWords("r", 1, "en", "engine", [], false)),
        Entry,
        new SearchRequest("words", SearchScope.Moment, ["words"], 5, "en"),
        new SimilarRequest("v", "both", 5),
        new SearchReply { Results = [new SearchResult { VideoId = "v", Title = "t", Start = 1, End = 2, Score = 3, Evidence = [Why] }], ModelSet = "starter", Trained = true, Modalities = ["words"], Note = "n", Refused = false },
        new ShardQuery("words", "en", new Dictionary<string, float[]> { ["visual"] = [1] }, SearchScope.Video, true, "x", 5),
        new ShardReply(new Dictionary<string, IReadOnlyList<ShardHit>> { ["words"] = [new ShardHit("v", "t", 1, 2, Why)] }),
        new EncoderLoad("cpu:0", "visual", "starter", 3, TimeSpan.FromMilliseconds(5)),
        new EncoderLoadReport("S127.0.0.1:11111:1", [new EncoderLoad("cpu:0", "visual", "starter", 3, TimeSpan.FromMilliseconds(5))]),
        new VideoLife(3, "d"),
        new VideoClaim("one", "two"),
        new VideoText("words", 4, new VideoLife(3, "d")),
        new Utterance(new short[] { 1, -2 }),
        new HeardWords(new SegmentWords("r", 1, "en", "pocketsphinx:en-us", [new SpokenWord("hello", 1, 2, 0.5f)], true, new VideoLife(3, "d")), 128000),
        Sets,
        new FillReply(FillOutcome.Failed, "why"),
        Fill,
        new VersionsStatus(Sets, [Fill]),
        new VersionsReply(VersionsOutcome.Refused, "why", new VersionsStatus(Sets, [Fill])),
        new VideoEvent { Id = "e", VideoId = "v", Sequence = 1, Kind = VideoEventKind.Updated, Learn = LearningLabel.Forbid },
        Status with { Learn = LearningLabel.Forbid },
    ];

    [Fact]
    public void The_bytes_of_every_message_are_what_earlier_versions_wrote()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var lines = Messages.Select(message => $"{message.GetType().Name} {Convert.ToHexStringLower(serializer.SerializeToArray<object>(message))}").ToArray();
        if (Environment.GetEnvironmentVariable("ORLEANS_VIDEO_WRITE_GOLDEN") == "1") File.WriteAllLines(GoldenFile, lines);
        var golden = File.ReadAllLines(GoldenFile);
        Assert.Equal(golden, lines);
        foreach (var (line, message) in golden.Zip(Messages))
            Assert.Equivalent(message, serializer.Deserialize<object>(Convert.FromHexString(line.Split(' ')[1])), strict: true);
    }

    // A message that got a further member is written with it, and read without.
    [Fact]
    public void What_was_written_before_a_message_got_its_last_member_is_read()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        foreach (var (line, message) in File.ReadAllLines(EarlierFile).Zip(Messages))
            Assert.Equivalent(message, serializer.Deserialize<object>(Convert.FromHexString(line.Split(' ')[1])), strict: true);
    }

    // They are told apart on the other side: the router sends elsewhere what one silo could not do, and HTTP tells the other as it is.
    [Fact]
    public void Errors_that_callers_tell_apart_stay_what_they_are_between_silos()
    {
        using var services = new ServiceCollection().AddSerializer().AddVideoExceptions().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        foreach (var error in (Exception[])[new NoDeviceException("none"), new LogUnavailableException("away"), new SiloUnavailableException("gone"), new ModelSetException("set", "file", "cause", "remedy")])
        {
            var received = serializer.Deserialize<Exception>(serializer.SerializeToArray(error));
            Assert.Equal((error.GetType(), error.Message), (received?.GetType(), received?.Message));
        }
    }

    [Fact]
    public void Every_message_is_frozen()
    {
        var frozen = Messages.Select(message => message.GetType()).Append(typeof(EncodeRequest)).ToHashSet();
        var nested = new[] { typeof(MediaSummary), typeof(SpokenWord), typeof(Sentence), typeof(SearchResult), typeof(Evidence), typeof(ShardHit), typeof(KeptSet) };
        var messages = typeof(VideoEvent).Assembly.GetTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));
        Assert.Empty(messages.Where(type => !frozen.Contains(type) && !nested.Contains(type)).Select(type => type.Name));
    }
}

using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using CsCheck;
using Orleans.Video.Streaming.Kafka.Events;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Streaming.Kafka.Tests.Events;

public sealed class CloudEventReaderTests
{
    private const string Structured = """{"specversion":"1.0","id":"e1","source":"/uploads","type":"video.uploaded","subject":"v1","sequence":"7","data":{"uri":"/videos/a.mp4","title":"T","audience":"private"}}""";

    [Fact]
    public void A_structured_event_is_taken() => Assert.Equal(
        new VideoEvent { Id = "e1", VideoId = "v1", Sequence = 7, Kind = VideoEventKind.Uploaded, Uri = "/videos/a.mp4", Title = "T", Audience = Audience.Private },
        Read("v1", Structured, ("content-type", "application/cloudevents+json; charset=UTF-8")));

    [Fact]
    public void Without_a_content_type_a_value_is_taken_as_structured() => Assert.Equal("v1", Read("v1", Structured).VideoId);

    [Fact]
    public void Without_a_key_the_subject_is_the_video() => Assert.Equal("v1", Read(null, Structured).VideoId);

    [Fact]
    public void A_binary_event_is_taken() => Assert.Equal(
        new VideoEvent { Id = "e2", VideoId = "v1", Sequence = 8, Kind = VideoEventKind.Updated, Title = "New" },
        Read("v1", """{"title":"New"}""", Binary("video.updated", ("ce_sequence", "8"))));

    [Fact]
    public void A_learning_label_is_taken() => Assert.Equal("forbid", Read("v1", """{"learn":"forbid"}""", Binary("video.updated", ("ce_sequence", "8"))).Learn);

    [Fact]
    public void A_binary_deletion_needs_no_value() =>
        Assert.Equal(VideoEventKind.Deleted, Read("v1", null, Binary("video.deleted", ("ce_sequence", "8"))).Kind);

    [Fact]
    public void Without_a_sequence_the_time_in_microseconds_is_the_order() =>
        Assert.Equal(1_767_225_600_000_500, Read("v1", """{"title":"New"}""", Binary("video.updated", ("ce_time", "2026-01-01T02:00:00.0005+02:00"))).Sequence);

    [Fact]
    public void What_another_implementation_of_cloudevents_writes_is_taken()
    {
        var made = new CloudEvent(CloudEventsSpecVersion.V1_0)
        {
            Id = "e9",
            Source = new Uri("https://uploads.example/"),
            Type = "video.uploaded",
            Subject = "v1",
            DataContentType = "application/json",
            Data = new { uri = "https://media.example/ü.mp4", title = "Füße \"quoted\"\n\ud83d\ude00" },
        };
        made["sequence"] = "12";
        made["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var bytes = new JsonEventFormatter().EncodeStructuredModeMessage(made, out var contentType);
        Assert.True(CloudEventReader.TryRead(new LogRecord("v1"u8.ToArray(), bytes.ToArray(), [Header("content-type", contentType.ToString())]), out var read, out var reason), reason);
        Assert.Equal(("e9", 12L, "Füße \"quoted\"\n\ud83d\ude00"), (read.Id, read.Sequence, read.Title));
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("", "empty")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"specversion":"0.3"}""", "specversion")]
    [InlineData("""{"specversion":"1.0","id":"e1","type":"video.uploaded","sequence":"1"}""", "source")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.renamed","sequence":"1"}""", "type")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted"}""", "order")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","sequence":"-1"}""", "sequence")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","sequence":1.5}""", "sequence")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","time":"2026-01-01T00:00:00"}""", "time")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","sequence":"1","subject":"other"}""", "subject")]
    [InlineData("""{"specversion":"1.0","id":7,"source":"/s","type":"video.deleted","sequence":"1"}""", "id: must be a text")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"video.deleted","sequence":"1"}""", "id")]
    [InlineData("""{"specversion":"1.0","id":"e1","id":"e2","source":"/s","type":"video.deleted","sequence":"1"}""", "twice")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","sequence":"1","ext":{"a":1}}""", "attribute")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.deleted","sequence":"1","data":{"title":"T"}}""", "deletion")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data":{"titel":"T"}}""", "unknown")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data":{"title":5}}""", "text or null")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data":{"title":"\ud800"}}""", "Unicode")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data_base64":"e30="}""", "data_base64")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","datacontenttype":"text/xml","data":{"title":"T"}}""", "datacontenttype")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.uploaded","sequence":"1","data":{}}""", "uri")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data":{"audience":"all"}}""", "audience")]
    [InlineData("""{"specversion":"1.0","id":"e1","source":"/s","type":"video.updated","sequence":"1","data":{"learn":"all"}}""", "learn")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}""", "deep")]
    public void What_is_no_event_is_refused_with_the_reason(string value, string says) => Assert.Contains(says, Refusal("v1", value), StringComparison.Ordinal);

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void A_key_that_is_no_video_id_is_refused(string key) => Assert.NotEmpty(Refusal(key, Structured.Replace("\"subject\":\"v1\",", "", StringComparison.Ordinal)));

    [Fact]
    public void Batches_and_other_content_are_refused() => Assert.Contains("content type", Refusal("v1", Structured, ("content-type", "application/cloudevents-batch+json")), StringComparison.Ordinal);

    [Fact]
    public void A_value_that_is_too_large_is_refused_unread() => Assert.Contains("bytes", Refusal("v1", new string(' ', CloudEventReader.MaxBytes + 1)), StringComparison.Ordinal);

    [Fact]
    public void Headers_have_bounds_and_are_given_once()
    {
        Assert.Contains("headers", Refusal("v1", Structured, [.. Enumerable.Range(0, CloudEventReader.MaxHeaders + 1).Select(i => ($"h{i}", "x"))]), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal("v1", null, Binary("video.deleted", ("ce_sequence", "8"), ("ce_id", "again"))), StringComparison.Ordinal);
        Assert.Contains("bytes", Refusal("v1", null, Binary("video.deleted", ("ce_sequence", new string('1', 5_000)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_event_that_is_written_is_read_back_whole() => Gen.Select(Gen.Int[0, 2], Gen.Long[1, long.MaxValue], Gen.String[Gen.Char['\u0020', '\uD7FF'], 0, 50], Gen.Bool).Sample((kind, sequence, text, given) =>
    {
        var written = new VideoEvent
        {
            Id = "e1",
            VideoId = "v1",
            Sequence = sequence,
            Kind = (VideoEventKind)kind,
            Uri = kind == 0 ? "/videos/a.mp4" : null,
            Title = kind == 2 ? null : text,
            Caption = kind == 2 || !given ? null : text,
            Audience = kind == 0 ? Audience.Friends : null,
        };
        Assert.True(CloudEventReader.TryRead(new LogRecord("v1"u8.ToArray(), CloudEventWriter.Write(written), []), out var read, out var reason), reason);
        Assert.Equal(written, read);
    });

    [Fact]
    public void No_bytes_at_all_make_it_throw() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, Structured.Length - 1], Gen.Byte, Gen.Bool).Sample((noise, at, value, binary) =>
    {
        var bitten = Encoding.UTF8.GetBytes(Structured);
        bitten[at] = value;
        foreach (var bytes in new[] { noise, bitten })
        {
            List<KeyValuePair<string, byte[]?>> headers = binary ? [new("ce_type", noise), new("ce_id", bytes), new("ce_sequence", null)] : [];
            var taken = CloudEventReader.TryRead(new LogRecord(noise.Length % 3 == 0 ? null : noise, bytes, headers), out var read, out var reason);
            Assert.Equal(taken, read is not null);
            Assert.Equal(taken, reason is null);
        }
    });

    private static (string, string)[] Binary(string type, params (string, string)[] more) =>
        [("ce_specversion", "1.0"), ("ce_id", "e2"), ("ce_source", "/uploads"), ("ce_type", type), ("content-type", "application/json"), .. more];

    private static KeyValuePair<string, byte[]?> Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private static LogRecord Record(string? key, string? value, (string Name, string Value)[] headers) => new(
        key is null ? null : Encoding.UTF8.GetBytes(key),
        value is null ? null : Encoding.UTF8.GetBytes(value),
        [.. headers.Select(header => Header(header.Name, header.Value))]);

    private static VideoEvent Read(string? key, string? value, params (string Name, string Value)[] headers)
    {
        Assert.True(CloudEventReader.TryRead(Record(key, value, headers), out var read, out var reason), reason);
        return read;
    }

    private static string Refusal(string? key, string? value, params (string Name, string Value)[] headers)
    {
        Assert.False(CloudEventReader.TryRead(Record(key, value, headers), out _, out var reason));
        return reason;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class MultipartTests(SharedSilo silo)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_file_is_stored_read_and_gone_when_its_video_is_deleted()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("upload");
        await using (var media = File.OpenRead(SampleVideos.Mp4()))
        {
            var accepted = await client.UploadAsync(media, "bars.mp4", new UploadRequest { Id = id, Title = "Bars, uploaded" }, Cancelled);
            Assert.StartsWith($"blob:media/{id}/", accepted.Uri, StringComparison.Ordinal);
            Assert.True(media.CanRead);
        }

        var status = await client.WaitUntilSettledAsync(id, Cancelled);
        Assert.True(status.State == VideoState.Ready, status.Reason);
        Assert.Equal(new FileInfo(SampleVideos.Mp4()).Length, Assert.Single(await ObjectsAsync($"media/{id}/")).Length);
        Assert.Empty(await ObjectsAsync("upload-notes/", id));
        Assert.True(await client.DeleteAsync(id, cancellationToken: Cancelled));
        Assert.Empty(await ObjectsAsync($"media/{id}/"));
    }

    [Fact]
    public async Task Parts_come_in_any_order_even_the_id_after_the_file()
    {
        var http = await silo.HttpAsync();
        var id = silo.NewId("late");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Before"), "title" },
            { FilePart(SampleVideos.Mp4()), "file", "bars.mp4" },
            { new StringContent("After"), "caption" },
            { new StringContent(id), "id" },
            { new StringContent("12"), "sequence" },
        };
        using var reply = await http.PostAsync("/v1/videos", form, Cancelled);
        Assert.True(reply.StatusCode == HttpStatusCode.Accepted, await reply.Content.ReadAsStringAsync(Cancelled));
        var status = (await reply.Content.ReadFromJsonAsync<VideoStatus>(VideoJson.Lenient, Cancelled))!;
        Assert.Equal((id, "Before", "After", 12L), (status.Id, status.Title, status.Caption, status.Sequence));
        Assert.StartsWith($"blob:media/{id}/", status.Uri, StringComparison.Ordinal);
        Assert.Single(await ObjectsAsync($"media/{id}/"));
        Assert.Equal(VideoState.Ready, (await (await silo.ClientAsync()).WaitUntilSettledAsync(id, Cancelled)).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_over_the_limit_is_refused_and_leaves_no_object(bool declared)
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("large");
        using var media = new MemoryStream(new byte[SharedSilo.MaxUploadBytes + (declared ? 8 << 20 : 1)]);
        await using Stream content = declared ? media : new UnknownLengthStream(media);
        var refused = await Assert.ThrowsAsync<VideoApiException>(() => client.UploadAsync(content, "large.mp4", new UploadRequest { Id = id }, Cancelled));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, ProblemTypes.TooLarge), (refused.Status, refused.Problem.Type));
        Assert.Contains($"{SharedSilo.MaxUploadBytes}", refused.Message, StringComparison.Ordinal);
        Assert.Null(await client.GetAsync(id, Cancelled));
        Assert.Empty(await ObjectsAsync($"media/{id}/"));
        Assert.Empty(await ObjectsAsync("upload-notes/", id));
    }

    [Theory]
    [InlineData("empty", "file")]
    [InlineData("two files", "file")]
    [InlineData("no file", "file")]
    [InlineData("two titles", "title")]
    [InlineData("unknown part", "colour")]
    [InlineData("uri beside the file", "uri")]
    [InlineData("bad id", "id")]
    [InlineData("bad audience after the file", "audience")]
    [InlineData("bad sequence after the file", "sequence")]
    [InlineData("title too long after the file", "title")]
    [InlineData("title not UTF-8", "title")]
    [InlineData("cut short", null)]
    public async Task A_form_that_is_not_legal_is_refused_and_leaves_no_object(string what, string? field)
    {
        var http = await silo.HttpAsync();
        var id = silo.NewId("form");
        using var form = new MultipartFormDataContent("boundary");
        if (what != "bad id") form.Add(new StringContent(id), "id");
        if (what is not "no file") form.Add(what == "empty" ? new ByteArrayContent([]) : FilePart(SampleVideos.Mp4()), "file", "bars.mp4");
        switch (what)
        {
            case "two files": form.Add(FilePart(SampleVideos.Mp4()), "file", "again.mp4"); break;
            case "two titles": form.Add(new StringContent("a"), "title"); form.Add(new StringContent("b"), "title"); break;
            case "unknown part": form.Add(new StringContent("red"), "colour"); break;
            case "uri beside the file": form.Add(new StringContent("/x"), "uri"); break;
            case "bad id": form.Add(new StringContent("../up"), "id"); break;
            case "bad audience after the file": form.Add(new StringContent("everyone"), "audience"); break;
            case "bad sequence after the file": form.Add(new StringContent("first"), "sequence"); break;
            case "title too long after the file": form.Add(new StringContent(new string('x', RequestLimits.Title + 1)), "title"); break;
            case "title not UTF-8": form.Add(new ByteArrayContent([0xC3, 0x28]), "title"); break;
        }

        HttpContent body = form;
        if (what == "cut short")
        {
            var whole = await form.ReadAsByteArrayAsync(Cancelled);
            body = new ByteArrayContent(whole, 0, whole.Length / 2);
            body.Headers.ContentType = form.Headers.ContentType;
        }

        using var reply = await http.PostAsync("/v1/videos", body, Cancelled);
        Assert.Equal(field, (await SharedSilo.ProblemAsync(reply, HttpStatusCode.BadRequest)).Field);
        Assert.Empty(await ObjectsAsync($"media/{id}/"));
        Assert.Empty(await ObjectsAsync("upload-notes/", id));
        Assert.Null(await (await silo.ClientAsync()).GetAsync(id, Cancelled));
    }

    [Fact]
    public async Task An_upload_that_says_nothing_new_leaves_no_second_object()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("again");
        var request = new UploadRequest { Id = id, Sequence = 5, EventId = "e5" };
        await using var media = File.OpenRead(SampleVideos.Mp4());
        var first = await client.UploadAsync(media, "bars.mp4", request, Cancelled);
        media.Position = 0;
        var again = await client.UploadAsync(media, "bars.mp4", request, Cancelled);
        Assert.Equal(first.Uri, again.Uri);
        media.Position = 0;
        var stale = await Assert.ThrowsAsync<VideoApiException>(() => client.UploadAsync(media, "bars.mp4", request with { Sequence = 2, EventId = "e2" }, Cancelled));
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Equal(first.Uri, "blob:" + Assert.Single(await ObjectsAsync($"media/{id}/")).Name);
    }

    [Fact]
    public async Task An_upload_that_is_broken_off_leaves_no_object()
    {
        var client = await silo.ClientAsync();
        var id = silo.NewId("broken");
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        await using var media = new BreakingStream(1 << 20, broken);
        await Assert.ThrowsAnyAsync<Exception>(() => client.UploadAsync(media, "broken.mp4", new UploadRequest { Id = id }, broken.Token));
        // The server sees the connection end in its own time: the note on the upload goes last.
        var store = (await silo.GetAsync()).Services.GetRequiredService<IObjectStore>();
        while ((await ObjectsAsync("upload-notes/", id)).Count > 0) await Task.Yield();
        Assert.Empty(await ObjectsAsync($"media/{id}/"));
        Assert.NotNull(store);
    }

    private static StreamContent FilePart(string path)
    {
        var part = new StreamContent(File.OpenRead(path));
        part.Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        return part;
    }

    /// <summary>Objects below a prefix; of the notes, those on a video.</summary>
    private async Task<IReadOnlyList<ObjectEntry>> ObjectsAsync(string prefix, string? notesOn = null)
    {
        var store = (await silo.GetAsync()).Services.GetRequiredService<IObjectStore>();
        var found = new List<ObjectEntry>();
        await foreach (var entry in store.ListAsync(prefix, Cancelled))
        {
            if (notesOn is not null && (await store.GetAsync(entry.Name, Cancelled) is not { } note || !Encoding.UTF8.GetString(note.Content.Span).Contains($"/{notesOn}/", StringComparison.Ordinal))) continue;
            found.Add(entry);
        }

        return found;
    }

    private sealed class UnknownLengthStream(Stream inner) : DelegatedStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);
    }

    /// <summary>Gives some bytes and then has the request cancelled.</summary>
    private sealed class BreakingStream(int bytes, CancellationTokenSource broken) : DelegatedStream
    {
        private int _left = bytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0) await broken.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var read = Math.Min(_left, buffer.Length);
            _left -= read;
            return read;
        }
    }

    private abstract class DelegatedStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

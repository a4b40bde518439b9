using CsCheck;

namespace Orleans.Video.Media.Tests;

public sealed class MediaReferenceTests
{
    [Theory]
    [InlineData("/videos/a b.mp4", MediaReferenceKind.File, "/videos/a b.mp4")]
    [InlineData("file:///videos/a%20b.mp4", MediaReferenceKind.File, "/videos/a b.mp4")]
    [InlineData("https://example.org/v.mp4?sig=x", MediaReferenceKind.Https, "https://example.org/v.mp4?sig=x")]
    [InlineData("HTTPS://EXAMPLE.org:8443/v.mp4#t=1", MediaReferenceKind.Https, "https://example.org:8443/v.mp4")]
    [InlineData("blob:uploads/7", MediaReferenceKind.Blob, "uploads/7")]
    public void Good_references_are_taken(string text, MediaReferenceKind kind, string value)
    {
        Assert.True(MediaReference.TryParse(text, out var reference, out _));
        Assert.Equal((kind, value), (reference.Kind, reference.Value));
        Assert.True(MediaReference.TryParse(reference.ToString(), out var again, out _));
        Assert.Equal(reference, again);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("videos/a.mp4", "absolute path")]
    [InlineData("http://example.org/v.mp4", "use https:")]
    [InlineData("ftp://example.org/v.mp4", "not a media reference")]
    [InlineData("concat:/a|/b", "not a media reference")]
    [InlineData("file://host/v.mp4", "absolute path")]
    [InlineData("file:///a%00b", "control characters")]
    [InlineData("/a\nb", "control characters")]
    [InlineData("https://user:secret@example.org/", "user name or password")]
    [InlineData("https://", "not a URL")]
    [InlineData("blob:", "no name")]
    public void Bad_references_are_refused_with_the_reason(string text, string reason)
    {
        Assert.False(MediaReference.TryParse(text, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_Unicode_is_refused()
    {
        Assert.False(MediaReference.TryParse("/a\ud800b", out _, out var error));
        Assert.Contains("broken Unicode", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_of_10_kB_is_refused()
    {
        Assert.False(MediaReference.TryParse("/" + new string('a', 10_000), out _, out var error));
        Assert.Contains("4,096", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_for_messages_keeps_secrets_out() =>
        Assert.Equal("https://example.org/v.mp4", MediaFixture.Reference("https://example.org/v.mp4?sig=secret").Name);

    [Fact]
    public void Any_text_is_either_taken_or_refused_with_a_reason() =>
        Gen.OneOf(Gen.String, Gen.String.Select(text => "https://" + text), Gen.String.Select(text => "file:///" + text), Gen.String.Select(text => "/" + text)).Sample(text =>
            MediaReference.TryParse(text, out var reference, out var error)
                ? reference.Value.Length > 0 && reference.Name.Length > 0 && error is null
                : error.Length > 0 && reference is null);
}

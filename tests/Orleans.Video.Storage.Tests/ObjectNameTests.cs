using CsCheck;
using Xunit;

namespace Orleans.Video.Storage.Tests;

public sealed class ObjectNameTests
{
    // Any UTF-16, lone surrogates too, and texts that look like escapes or differ in case only.
    private static readonly Gen<string> s_anyText = Gen.OneOf(
        Gen.Char.Array[0, 60].Select(chars => new string(chars)),
        Gen.Char["aAbB.~%+/0 é\ud83d\ude00"].Array[0, 12].Select(chars => new string(chars)),
        Gen.Char["aA%"].Array[150, 260].Select(chars => new string(chars)),
        Gen.Const(""));

    [Theory]
    [InlineData("a")]
    [InlineData("a/b")]
    [InlineData("media/Video_1/v1.mp4")]
    [InlineData("a%20b/~/+-_")]
    public void A_legal_name_is_accepted(string name)
    {
        ObjectName.Validate(name);
        ObjectName.ValidatePrefix(name);
        Assert.True(ObjectName.IsValid(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData(".tmp/x")]
    [InlineData("a/.lock")]
    [InlineData("a.")]
    [InlineData("a./b")]
    [InlineData("a@/b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\\b")]
    [InlineData("é")]
    [InlineData("a\n")]
    public void An_illegal_name_is_refused(string name)
    {
        Assert.False(ObjectName.IsValid(name));
        var refusal = Assert.Throws<ArgumentException>(() => ObjectName.Validate(name));
        Assert.DoesNotContain(refusal.Message, static c => char.IsControl(c));
    }

    [Fact]
    public void Names_and_segments_have_a_longest_length()
    {
        var segment = new string('a', ObjectName.MaxSegmentLength);
        Assert.True(ObjectName.IsValid(segment));
        Assert.False(ObjectName.IsValid(segment + "a"));
        var longest = string.Join('/', segment, segment, segment, new string('b', ObjectName.MaxLength - (3 * (segment.Length + 1))));
        Assert.Equal(ObjectName.MaxLength, longest.Length);
        Assert.True(ObjectName.IsValid(longest));
        Assert.False(ObjectName.IsValid(longest + "b"));
        Assert.True(Assert.Throws<ArgumentException>(() => ObjectName.Validate(new string('x', 100_000))).Message.Length < 400);
    }

    [Theory]
    [InlineData("a/.")]
    [InlineData("/")]
    [InlineData("../")]
    [InlineData("a//")]
    [InlineData("a*")]
    public void An_illegal_prefix_is_refused(string prefix) => Assert.Throws<ArgumentException>(() => ObjectName.ValidatePrefix(prefix));

    [Theory]
    [InlineData("")]
    [InlineData("a/")]
    [InlineData("a.")]
    public void A_prefix_may_end_where_a_name_may_not(string prefix) => ObjectName.ValidatePrefix(prefix);

    [Theory]
    [InlineData("vid-1_x", "vid-1_x")]
    [InlineData("Vid", "%56id")]
    [InlineData("a/b", "a%2fb")]
    [InlineData("..", "%2e%2e")]
    [InlineData("v1.2", "v1.2")]
    [InlineData("é", "%c3%a9")]
    [InlineData("", "~")]
    public void Escapes_are_frozen_because_objects_are_stored_under_them(string text, string segment) => Assert.Equal(segment, ObjectName.Escape(text));

    [Fact]
    public void The_escape_of_half_a_surrogate_pair_is_frozen_too() => Assert.Equal("+d83d%f0%9f%98%80", ObjectName.Escape("\ud83d\ud83d\ude00"));

    [Fact]
    public void The_escape_of_a_long_text_is_frozen_too() =>
        Assert.Equal(
            new string('a', 128) + "~128627c724cff52a97a0f50212000b1e6eacda2f744f9d9f86bcc31224f6360e", // sha256 of its UTF-16LE
            ObjectName.Escape(new string('a', 10_000)));

    [Fact]
    public void An_escaped_text_is_one_legal_segment() =>
        s_anyText.Sample(text =>
        {
            var segment = ObjectName.Escape(text);
            return ObjectName.IsValid(segment) && !segment.Contains('/') && segment.Length <= ObjectName.MaxEscapedLength && segment == ObjectName.Escape(text);
        });

    [Fact]
    public void An_escaped_text_can_be_turned_back_unless_it_was_hashed() =>
        s_anyText.Sample(text =>
        {
            var segment = ObjectName.Escape(text);
            var hashed = segment.Length > 1 && segment.Contains('~');
            return ObjectName.TryUnescape(segment, out var back) ? !hashed && back == text : hashed;
        });

    [Fact]
    public void Two_texts_never_share_a_segment_even_when_case_is_ignored() =>
        Gen.Select(s_anyText, s_anyText).Sample((a, b) =>
            a == b || !string.Equals(ObjectName.Escape(a), ObjectName.Escape(b), StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void A_text_and_its_neighbours_never_share_a_segment() =>
        Gen.Select(s_anyText, Gen.Int[0, 300], Gen.Char).Where((text, _, _) => text.Length > 0).Sample((text, at, other) =>
        {
            at %= text.Length;
            var changed = string.Concat(text.AsSpan(0, at), [other], text.AsSpan(at + 1));
            string[] neighbours = [changed, text[..^1], text + text[0], text.ToUpperInvariant(), ObjectName.Escape(text)];
            return neighbours.All(neighbour => neighbour == text
                || !string.Equals(ObjectName.Escape(neighbour), ObjectName.Escape(text), StringComparison.OrdinalIgnoreCase));
        });

    [Theory]
    [InlineData("%2E")]
    [InlineData("%4")]
    [InlineData("%zz")]
    [InlineData("%61")]
    [InlineData("%ff")]
    [InlineData("+d83")]
    [InlineData("+0041")]
    [InlineData("A")]
    [InlineData("a/b")]
    [InlineData("~~")]
    [InlineData("")]
    public void What_no_text_escapes_to_is_not_turned_back(string segment) => Assert.False(ObjectName.TryUnescape(segment, out _));
}

using CsCheck;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Demo;
using Orleans.Video.Cli.Ingest;
using Orleans.Video.Search;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Spectre.Console;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class TextTests
{
    [Fact]
    public void Text_from_outside_brings_no_control_characters_to_the_terminal() =>
        Gen.String.Sample(text =>
        {
            var clean = PlainText.Clean(text);
            Assert.DoesNotContain(clean, static c => char.IsControl(c));
            Assert.Equal(clean, PlainText.Clean(clean));
        });

    [Fact]
    public void Text_from_outside_is_never_markup() =>
        Gen.String[Gen.Char["[]/abc\u001b\u202e"], 0, 30].Sample(text => Assert.Equal(PlainText.Clean(text), Markup.Remove(PlainText.Markup(text))));

    [Theory]
    [InlineData("a\u001b[2Jb", "a\uFFFD[2Jb")]
    [InlineData("evil\u202eexe", "evil\uFFFDexe")]
    [InlineData("two\nlines", "two lines")]
    public void Escape_sequences_and_turned_text_are_shown_as_what_they_are(string text, string expected) => Assert.Equal(expected, PlainText.Clean(text));

    [Theory]
    [InlineData(7.9, "0:07")]
    [InlineData(754, "12:34")]
    [InlineData(10_800, "3:00:00")]
    [InlineData(-1, "0:00")]
    public void Seconds_read_like_a_clock(double seconds, string expected) => Assert.Equal(expected, PlainText.Clock(seconds));

    [Fact]
    public void Any_name_gives_a_legal_id_that_is_the_same_each_time() =>
        Gen.String[Gen.Char, 1, 200].Where(static name => !name.Contains('\0', StringComparison.Ordinal)).Sample(name =>
        {
            var source = new MediaSource("/videos/" + name, "/videos/" + name);
            Assert.True(VideoId.TryValidate(source.Id, out var error), error);
            Assert.Equal(source.Id, new MediaSource("/videos/" + name, "/videos/" + name).Id);
        });

    [Fact]
    public void Equal_names_in_two_folders_are_two_videos()
    {
        var (one, two) = (new MediaSource("/a/My clip.mp4", "/a/My clip.mp4"), new MediaSource("/b/My clip.mp4", "/b/My clip.mp4"));
        Assert.StartsWith("my-clip-", one.Id);
        Assert.StartsWith("my-clip-", two.Id);
        Assert.NotEqual(one.Id, two.Id);
        Assert.Equal("My clip", one.Title);
    }

    [Fact]
    public void A_url_is_named_after_its_last_part_without_the_query()
    {
        var source = new MediaSource("https://example.org/talks/my%20talk.webm?token=secret", null);
        Assert.Equal("my talk", source.Title);
        Assert.DoesNotContain("secret", source.Id);
    }

    [Fact]
    public void A_link_is_followed_to_the_file_that_it_names()
    {
        using var folder = new TemporaryFolder();
        var real = Directory.CreateDirectory(folder.File("real")).FullName;
        File.WriteAllText(Path.Combine(real, "clip.mp4"), "");
        File.CreateSymbolicLink(folder.File("link.mp4"), Path.Combine(real, "clip.mp4"));
        var source = MediaSource.Parse("link.mp4", new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, CurrentFolder = folder.Path });
        Assert.Equal(Path.Combine(real, "clip.mp4"), source.File);
        Assert.Equal("link", source.Title);
    }

    [Fact]
    public void Questions_are_made_of_whatever_titles_there_are()
    {
        var questions = DemoQuestions.Searches([Video("a", "A white boat at sea"), Video("b", "The white house"), Video("c", null)]);
        Assert.Contains(("a word", "white", SearchScope.Video), questions);
        Assert.Contains(questions, static question => question.Words == "\"white boat\"");
        Assert.Contains(questions, static question => question.Words.EndsWith('*'));
        Assert.Contains(questions, static question => question.In == SearchScope.Moment);
        Assert.Empty(DemoQuestions.Searches([Video("c", null), Video("d", "?!")]));
    }

    [Fact]
    public void Any_titles_give_questions_that_the_search_takes() =>
        Gen.String.Array[0, 5].Sample(titles => Assert.All(
            DemoQuestions.Searches([.. titles.Select(static (title, at) => Video($"v{at}", title))]),
            static question => Assert.InRange(question.Words.Length, 1, 1000)));

    private static VideoStatus Video(string id, string? title) => new() { Id = id, Title = title, State = VideoState.Ready, ModelSet = "starter" };
}

using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Probing.Headers;

public sealed class HeaderReaderTests
{
    public static TheoryData<string> Plain => [.. OrdinaryFiles.Plain.Keys];

    public static TheoryData<string> Unusual => [.. OrdinaryFiles.Unusual.Keys];

    [Theory]
    [MemberData(nameof(Plain))]
    public async Task The_headers_of_an_ordinary_file_say_what_ffprobe_says(string name)
    {
        var (read, asked) = await BothAsync(OrdinaryFiles.Make(name));
        Assert.Equal(asked, read);
    }

    [Theory]
    [MemberData(nameof(Unusual))]
    public async Task The_headers_of_an_unusual_file_say_what_ffprobe_says_or_nothing(string name)
    {
        var (read, asked) = await BothAsync(OrdinaryFiles.Make(name));
        if (read is not null) Assert.Equal(asked, read);
        TestContext.Current.SendDiagnosticMessage($"{name}: {(read is null ? "left to ffprobe" : "read")}");
    }

    [Theory]
    [InlineData("street", true)]
    [InlineData("near-duplicates", true)]
    [InlineData("signs", true)]
    [InlineData("grid", false)]
    [InlineData("speech", false)]
    public async Task The_headers_of_real_clips_say_what_ffprobe_says(string folder, bool all)
    {
        foreach (var clip in Directory.EnumerateFiles(TestData.Require("clips/" + folder)).Where(static file => !file.EndsWith(".tsv", StringComparison.Ordinal)))
        {
            var (read, asked) = await BothAsync(clip);
            if (all || read is not null) Assert.Equal(asked, read);
        }
    }

    private static async Task<(MediaInfo? Read, MediaInfo Asked)> BothAsync(string path)
    {
        await using var fixture = new MediaFixture();
        await using var media = await fixture.OpenAsync(path);
        return (fixture.Library.Prober.ReadHeaders(media), await fixture.Library.Prober.AskAsync(media, MediaFixture.Cancel));
    }
}

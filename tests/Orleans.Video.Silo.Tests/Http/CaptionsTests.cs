using System.Diagnostics;
using CsCheck;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

/// <summary>Captions against parsers and players that nobody here wrote.</summary>
public sealed class CaptionsTests
{
    private static readonly string Tools = Path.Combine(TestData.RepositoryRoot, ".tools", "node_modules");

    private static readonly Transcript Hostile = new(
        "v", "r", "en", "e:m",
        [new("five", 1, 1.5, 1), new("<b>&", 1.5, 1.5, 1), new("-->", 1.6, 2.2, 1), new("later\n\n00:00", 3601.25, 3602, 1)],
        [new("five <b>& -->", 1, 2.2), new("later", 3601.25, 3602)]);

    [Fact]
    public void A_cue_has_the_time_of_every_word_after_its_first() => Assert.Equal(
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.200\nfive <00:00:01.500>&lt;b&gt;&amp; <00:00:01.600>--&gt;\n\n01:00:01.250 --> 01:00:02.000\nlater  00:00\n",
        Captions.ToWebVtt(Hostile));

    [Fact]
    public void SubRip_has_numbers_and_commas() => Assert.StartsWith("1\n00:00:01,000 --> 00:00:02,200\nfive ‹b›& --›\n\n2\n01:00:01,250 --> ", Captions.ToSubRip(Hostile), StringComparison.Ordinal);

    [Fact]
    public void Every_word_of_any_transcript_is_in_one_cue_and_times_rise() => Gen.Select(Gen.String[1, 12], Gen.Double[0, 2], Gen.Double[0, 1]).Array[0, 60].Sample(words =>
    {
        var (at, spoken) = (0.0, new List<SpokenWord>());
        foreach (var (text, gap, length) in words)
        {
            at += gap;
            spoken.Add(new SpokenWord(text, at, at + length, 1));
            at += length;
        }

        var sentences = spoken.Chunk(7).Select(part => new Sentence("", part[0].Start, part[^1].End)).ToArray();
        var captions = Captions.ToWebVtt(new Transcript("v", "r", "en", "e", spoken, sentences));
        Assert.DoesNotContain("\n\n\n", captions, StringComparison.Ordinal);
        foreach (var line in captions.Split('\n').Where(line => line.Contains(" --> ", StringComparison.Ordinal)))
            Assert.True(string.CompareOrdinal(line[..12], line[17..29]) < 0, line);
    });

    [Fact]
    public async Task A_foreign_parser_reads_them_without_an_error()
    {
        RequireParser();
        const string Script = """
            global.navigator = { userAgent: '' };
            const { WebVTT } = require('vtt.js');
            const text = require('fs').readFileSync(0, 'utf8');
            const errors = [], cues = [];
            global.window = { VTTCue: require('vtt.js').VTTCue };
            const parser = new WebVTT.Parser(global.window, WebVTT.StringDecoder());
            parser.oncue = cue => cues.push([cue.startTime, cue.endTime]);
            parser.onparsingerror = error => errors.push(error.message);
            parser.parse(text);
            parser.flush();
            console.log(JSON.stringify({ errors, cues }));
            """;
        Assert.Equal("""{"errors":[],"cues":[[1,2.2],[3601.25,3602]]}""", (await RunAsync("node", ["-e", Script], Captions.ToWebVtt(Hostile))).Trim());
    }

    [Fact]
    public async Task They_play_as_captions_in_a_browser()
    {
        if (!File.Exists("/usr/bin/chromium")) Assert.Skip("the browser to play captions in is absent: apt-get install chromium");
        using var folder = new TemporaryFolder();
        var captions = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Captions.ToWebVtt(Hostile)));
        await File.WriteAllTextAsync(folder.File("page.html"), $$"""
            <!doctype html><meta charset="utf-8"><body><video><track id="t" kind="captions" default src="data:text/vtt;base64,{{captions}}"></video><pre id="out">nothing</pre>
            <script>
            const track = document.getElementById('t');
            track.track.mode = 'showing';
            track.onerror = () => document.getElementById('out').textContent = 'error';
            track.onload = () => document.getElementById('out').textContent =
                [...track.track.cues].map(cue => cue.startTime + '-' + cue.endTime + ' ' + cue.getCueAsHTML().textContent).join(';');
            </script>
            """, TestContext.Current.CancellationToken);
        var page = await RunAsync(
            "/usr/bin/chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={folder.File("profile")}", "--virtual-time-budget=5000", "--dump-dom", $"file://{folder.File("page.html")}"], "");
        Assert.Contains("1-2.2 five &lt;b&gt;&amp; --&gt;;3601.25-3602 later  00:00", page, StringComparison.Ordinal);
    }

    private static void RequireParser()
    {
        if (!Directory.Exists(Path.Combine(Tools, "vtt.js"))) Assert.Skip("the WebVTT parser vtt.js is not installed: run the tests by ./test, which fetches it");
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["NODE_PATH"] = Tools;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}

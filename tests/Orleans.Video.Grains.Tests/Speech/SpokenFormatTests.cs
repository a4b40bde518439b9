using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Xunit;

namespace Orleans.Video.Grains.Tests.Speech;

/// <summary>The same sentence in tracks that are unusual or spoilt, through decoding, detection and recognition.</summary>
public sealed class SpokenFormatTests
{
    private static readonly (string File, double At) s_sentence = ("sense_and_sensibility_01_austen_64kb-0880.wav", 1.0);

    // What the track keeps whole is heard word for word. Half the band, a loud mix and clipping cost words, but neither a crash nor the times.
    [Fact]
    public async Task Words_are_heard_at_their_times_whatever_the_track_is_like()
    {
        if (SphinxModel.EnglishUs.Problem() is { } problem) Assert.Skip(problem);
        var plain = SpokenVideos.Make("one-sentence.mkv", 8, s_sentence);
        (string Id, string Video, double Later, bool IsWhole)[] tracks =
        [
            ("plain", plain, 0, true),
            ("8-khz", Track(plain, "8-khz", "-ar", "8000"), 0, false),
            ("96-khz", Track(plain, "96-khz", "-ar", "96000"), 0, true),
            ("eight-channels", Track(plain, "eight-channels", "-ac", "8"), 0, false),
            ("offset", Track(plain, "offset", "-af", "dcshift=0.3"), 0, true),
            ("clipping", Track(plain, "clipping", "-af", "volume=12"), 0, false),
            ("late", SampleVideos.Make("late-sentence.mkv", "-i", plain, "-itsoffset", "3.5", "-i", plain, "-map", "0:v", "-map", "1:a", "-c", "copy"), 3.5, true),
        ];
        await using var pipeline = await TestPipeline.StartAsync();
        foreach (var (id, video, _, _) in tracks) await pipeline.UploadAsync(id, video, language: "en");
        var heard = new Dictionary<string, Transcript>();
        foreach (var (id, _, _, _) in tracks)
        {
            var status = await pipeline.WaitUntilReadyAsync(id);
            Assert.Null(status.Reason);
            heard[id] = (await pipeline.Grains.GetGrain<ITranscriptGrain>($"starter/{id}").GetAsync(status.Revision!).WaitAsync(TestContext.Current.CancellationToken))!;
        }

        var expected = heard["plain"].Words;
        Assert.True(expected.Count > 5);
        foreach (var (id, _, later, isWhole) in tracks)
        {
            var words = heard[id].Words;
            if (isWhole) Assert.Equal(expected.Select(static w => w.Text), words.Select(static w => w.Text));
            Assert.InRange(words[0].Start - later, expected[0].Start - 0.3, expected[0].Start + 0.3);
            if (isWhole) Assert.InRange(words[^1].End - later, expected[^1].End - 0.3, expected[^1].End + 0.3);
        }
    }

    private static string Track(string video, string name, params string[] sound) => SampleVideos.Make($"sentence-{name}.mkv", ["-i", video, "-c:v", "copy", .. sound, "-c:a", "pcm_s16le"]);
}

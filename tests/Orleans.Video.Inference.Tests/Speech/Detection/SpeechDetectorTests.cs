using CsCheck;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.Detection;

public sealed class SpeechDetectorTests
{
    public static TheoryData<string> NoSpeech => ["silence", "hum", "white noise", "bursts", "tone", "beeps", "sweep", "vibrato", "chord", "melody", "fast melody", "clicks", "offset", "clipped tone", "a tenth of a second"];

    [Theory]
    [MemberData(nameof(NoSpeech))]
    public void Silence_music_tones_and_noise_are_no_speech(string sound) => Assert.Empty(Find(sound switch
    {
        "silence" => Sounds.Silence(6),
        "hum" => Sounds.Make(6, t => 0.2 * Math.Sin(2 * Math.PI * 50 * t)),
        "white noise" => Sounds.Noise(6, 0.2),
        "bursts" => [.. Sounds.Noise(6, 0.3).Select((sample, i) => i / 5000 % 2 == 0 ? sample : (short)0)],
        "tone" => Sounds.Make(6, t => 0.3 * Math.Sin(2 * Math.PI * 440 * t)),
        "beeps" => Sounds.Make(6, t => (int)(3 * t) % 2 == 0 ? 0.3 * Math.Sin(2 * Math.PI * 880 * t) : 0),
        "sweep" => Sounds.Make(6, t => 0.3 * Math.Sin(2 * Math.PI * ((200 * t) + (150 * t * t)))),
        "vibrato" => Sounds.Make(6, t => 0.3 * Math.Sin(2 * Math.PI * 392 * (t + (0.0006 * Math.Sin(2 * Math.PI * 6 * t))))),
        "chord" => Sounds.Chord(6),
        "melody" => Sounds.Melody(6, 4),
        "fast melody" => Sounds.Melody(6, 8),
        "clicks" => Sounds.Make(6, t => t * 2 % 1 < 0.001 ? 0.9 : 0),
        "offset" => Sounds.Make(6, _ => 0.7),
        "clipped tone" => Sounds.Make(6, t => 30 * Math.Sin(2 * Math.PI * 300 * t)),
        _ => Sounds.Noise(0.1, 0.3),
    }));

    [Fact]
    public async Task A_clip_whose_people_say_nothing_has_no_speech() =>
        Assert.Empty(Find(await Ffmpeg.SoundAsync(TestData.Require("clips/near-duplicates/doorknob-hd-no-bar.mp4"))));

    [Fact]
    public void Every_spoken_clip_is_found_from_its_first_word_to_its_last()
    {
        foreach (var (file, _) in Sounds.SpokenClips())
        {
            var samples = Sounds.Spoken(file);
            var stretches = Find([.. Sounds.Silence(3), .. samples, .. Sounds.Silence(3)]);
            Assert.NotEmpty(stretches);
            Assert.InRange(stretches[0].StartSecond, 2.4, 3.4);
            Assert.InRange((double)stretches[^1].End / Sounds.Rate, 3 + ((double)samples.Length / Sounds.Rate) - 0.5, 3.6 + ((double)samples.Length / Sounds.Rate));
        }
    }

    [Fact]
    public async Task Spoken_clips_of_the_grid_corpus_are_found()
    {
        foreach (var clip in Directory.EnumerateFiles(TestData.Require("clips/grid"), "*.mpg")) Assert.Single(Find(await Ffmpeg.SoundAsync(clip)));
    }

    [Theory]
    [InlineData("offset")]
    [InlineData("clipping")]
    [InlineData("noise")]
    public void Speech_is_found_in_spoilt_sound_too(string how)
    {
        var samples = Sounds.Spoken("sense_and_sensibility_01_austen_64kb-0880.wav");
        var noise = Sounds.Noise((double)samples.Length / Sounds.Rate, 0.004);
        short[] spoilt = [.. samples.Select((sample, i) => (short)Math.Clamp(how switch { "offset" => sample + 6000, "clipping" => sample * 20, _ => sample + noise[i] }, -32768, 32767))];
        Assert.NotEmpty(Find([.. Sounds.Silence(1), .. spoilt, .. Sounds.Silence(1)]));
    }

    [Fact]
    public void Who_begins_to_listen_where_another_stopped_finds_the_same()
    {
        var sound = LongSound();
        var whole = Find(sound).Select(stretch => (stretch.Start, stretch.Samples.Length)).ToList();
        Assert.True(whole.Count >= 4);
        Gen.Int[1, (sound.Length / (8 * Sounds.Rate)) - 1].Array[1, 3].Sample(
            stops =>
            {
                var found = new List<SpeechStretch>();
                var settled = 0L;
                var from = 0;
                foreach (var stop in stops.Order().Distinct().Append((sound.Length / (8 * Sounds.Rate)) + 1))
                {
                    var first = Math.Max(0, (settled - SpeechDetector.LookBack) / (8 * Sounds.Rate) * 8 * Sounds.Rate);
                    var detector = new SpeechDetector(first, settled);
                    // What this one finds before the first one stopped was found by that one already.
                    for (var at = (int)first; at < Math.Min(stop * 8 * Sounds.Rate, sound.Length); at += 8 * Sounds.Rate)
                        found.AddRange(detector.Add(sound.AsSpan(at, Math.Min(8 * Sounds.Rate, sound.Length - at))));
                    settled = detector.Settled;
                    from = stop;
                    if (stop * 8 * Sounds.Rate >= sound.Length) found.AddRange(detector.End());
                }

                Assert.Equal(whole, found.Select(stretch => (stretch.Start, stretch.Samples.Length)));
            },
            iter: 6,
            threads: 1);
    }

    [Fact]
    public void Who_never_pauses_is_cut_and_nothing_is_lost_between()
    {
        var voice = Sounds.Spoken("sense_and_sensibility_01_austen_64kb-0870.wav");
        short[] endless = [.. Enumerable.Range(0, 12).SelectMany(_ => voice[2000..^4000])];
        var stretches = Find(endless);
        Assert.True(stretches.Count >= 3);
        Assert.All(stretches, stretch => Assert.InRange(stretch.Samples.Length, 1, SpeechDetector.Longest));
        for (var i = 1; i < stretches.Count; i++) Assert.True(stretches[i].Start - stretches[i - 1].End <= Sounds.Rate / 2);
        Assert.True(stretches.Sum(stretch => stretch.Samples.Length) > 0.95 * endless.Length);
    }

    [Fact]
    public void The_samples_of_a_stretch_are_those_of_the_sound()
    {
        var sound = LongSound();
        foreach (var stretch in Find(sound)) Assert.Equal(sound[(int)stretch.Start..(int)stretch.End], stretch.Samples);
    }

    [Fact]
    public void Any_sound_in_any_pieces_is_taken() => Gen.Select(Gen.Int[0, 3000].Array[0, 12], Gen.Int[0, 100_000]).Sample(
        (pieces, seed) =>
        {
            var random = new Random(seed);
            var detector = new SpeechDetector();
            var end = 0L;
            foreach (var piece in pieces)
            {
                foreach (var stretch in detector.Add([.. Enumerable.Range(0, piece).Select(_ => (short)random.Next(-32768, 32768))])) end = Math.Max(end, stretch.End);
                Assert.True(detector.Settled >= end);
            }

            detector.End();
        },
        iter: 50);

    private static short[] LongSound()
    {
        var sound = new List<short>();
        var random = new Random(5);
        foreach (var (file, _) in Sounds.SpokenClips().Concat(Sounds.SpokenClips()))
        {
            sound.AddRange(Sounds.Spoken(file));
            sound.AddRange(random.Next(3) == 0 ? Sounds.Melody(random.NextDouble() * 6, 4) : Sounds.Noise(random.NextDouble() * 6, 0.001));
        }

        return [.. sound];
    }

    private static IReadOnlyList<SpeechStretch> Find(short[] samples)
    {
        var detector = new SpeechDetector();
        return [.. detector.Add(samples), .. detector.End()];
    }
}

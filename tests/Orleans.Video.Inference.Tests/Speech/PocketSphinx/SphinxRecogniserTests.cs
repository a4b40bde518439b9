using System.Diagnostics;
using System.Globalization;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.PocketSphinx;

public sealed class SphinxRecogniserTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_hears_what_the_command_hears_at_the_same_times()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(1);
        var (ours, commands) = (default(ErrorCount), default(ErrorCount));
        foreach (var (file, said) in Sounds.SpokenClips())
        {
            var heard = await recogniser.RecogniseAsync(Sounds.Spoken(file), [], Cancellation);
            var command = await CommandAsync(TestData.Require($"clips/speech/{file}"));
            ours += ErrorCount.OfWords(said, Text(heard));
            commands += ErrorCount.OfWords(said, string.Join(' ', command.Select(word => word.Text)));
            Assert.Equal(command.Select(word => word.Text), heard.Select(word => word.Text));
            foreach (var (word, same) in heard.Zip(command))
            {
                Assert.InRange(word.Start, same.Start - 0.02, same.Start + 0.02);
                Assert.InRange(word.End, same.End - 0.02, same.End + 0.02);
            }
        }

        Assert.True(ours.Rate <= commands.Rate, $"our word error rate is {ours.Rate:P1}, the command's {commands.Rate:P1}");
    }

    [Fact]
    public async Task What_was_heard_before_changes_nothing()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(1);
        var sound = Sounds.Spoken("sense_and_sensibility_01_austen_64kb-0890.wav");
        var first = await recogniser.RecogniseAsync(sound, [], Cancellation);
        await recogniser.RecogniseAsync((short[])[.. Sounds.Spoken("002.wav"), .. Sounds.Noise(4, 0.5)], [], Cancellation);
        Assert.Equal(first, await recogniser.RecogniseAsync(sound, [], Cancellation));
        Assert.NotEmpty(first);
    }

    [Fact]
    public async Task After_detection_it_hears_no_worse()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(1);
        var (whole, detected) = (default(ErrorCount), default(ErrorCount));
        foreach (var (file, said) in Sounds.SpokenClips())
        {
            var sound = Sounds.Spoken(file);
            whole += ErrorCount.OfWords(said, Text(await recogniser.RecogniseAsync(sound, [], Cancellation)));
            var detector = new SpeechDetector();
            var words = new List<RecognisedWord>();
            foreach (var stretch in detector.Add([.. Sounds.Silence(2), .. sound, .. Sounds.Silence(2)]).Concat(detector.End())) words.AddRange(await recogniser.RecogniseAsync(stretch.Samples, [], Cancellation));
            detected += ErrorCount.OfWords(said, Text(words));
        }

        Assert.True(detected.Edits <= whole.Edits + 1, $"{detected.Edits} edits after detection, {whole.Edits} without");
    }

    // Processor time of this thread, and the least of three passes, so that what else the machine does does not count: a neighbour on the same core slows a thread in its own time too.
    [Fact]
    public void A_second_of_speech_takes_at_most_half_a_second_of_one_core()
    {
        RequiredSphinx.Check();
        using var decoder = new SphinxDecoder(SphinxModel.EnglishUs);
        var clips = Sounds.SpokenClips().Where(clip => clip.File.StartsWith("sense", StringComparison.Ordinal)).Select(clip => Sounds.Spoken(clip.File)).ToArray();
        decoder.Recognise(clips[0], Cancellation);
        var factor = Enumerable.Range(0, 3).Min(_ => Pass()) / clips.Sum(clip => (double)clip.Length / Sounds.Rate);
        TestContext.Current.TestOutputHelper?.WriteLine($"real-time factor {factor:0.000}");
        Assert.InRange(factor, 0.001, 0.5);

        double Pass()
        {
            var before = ThreadTime();
            foreach (var clip in clips) decoder.Recognise(clip, Cancellation);
            return ThreadTime() - before;
        }
    }

    [Fact]
    public async Task Sound_without_words_gives_none_and_breaks_nothing()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(2);
        short[][] sounds = [[], new short[1], Sounds.Silence(2), Sounds.Make(1, _ => 0.9), Sounds.Noise(0.1, 0.9)];
        foreach (var sound in sounds) Assert.Empty(await recogniser.RecogniseAsync(sound, [], Cancellation));
        Assert.NotEmpty(await recogniser.RecogniseAsync(Sounds.Spoken("002.wav"), [], Cancellation));
    }

    [Fact]
    public async Task Cancelled_work_ends_and_the_next_is_heard()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(1);
        using var stop = new CancellationTokenSource();
        var cancelled = recogniser.RecogniseAsync(Sounds.Spoken("sense_and_sensibility_01_austen_64kb-0870.wav"), [], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.NotEmpty(await recogniser.RecogniseAsync(Sounds.Spoken("002.wav"), [], Cancellation));
    }

    [Fact]
    public async Task Work_that_waits_when_it_is_disposed_is_turned_away()
    {
        RequiredSphinx.Check();
        var recogniser = new SphinxRecogniser(1);
        var sound = Sounds.Spoken("002.wav");
        var works = Enumerable.Range(0, 3).Select(_ => recogniser.RecogniseAsync(sound, [], Cancellation)).ToArray();
        await recogniser.DisposeAsync();
        foreach (var work in works) Assert.True(await Task.WhenAny(work) is { IsCompleted: true });
        await Assert.ThrowsAnyAsync<Exception>(() => recogniser.RecogniseAsync(sound, [], Cancellation));
    }

    [Fact]
    public async Task A_missing_model_is_an_error_that_says_what_to_install()
    {
        RequiredSphinx.Check();
        await using var recogniser = new SphinxRecogniser(1, SphinxModel.EnglishUs with { Acoustic = "/nowhere" });
        var missing = await Assert.ThrowsAsync<SpeechEngineMissingException>(() => recogniser.RecogniseAsync(new short[1600], [], Cancellation));
        Assert.Contains("apt-get install pocketsphinx-en-us", missing.Message, StringComparison.Ordinal);
    }

    private static string Text(IEnumerable<RecognisedWord> words) => string.Join(' ', words.Select(word => word.Text));

    private static double ThreadTime()
    {
        var id = Environment.CurrentManagedThreadId;
        var native = File.ReadAllText("/proc/thread-self/stat");
        var fields = native[(native.LastIndexOf(')') + 2)..].Split(' ');
        Assert.True(id > 0);
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }

    private static async Task<List<RecognisedWord>> CommandAsync(string path)
    {
        var start = new ProcessStartInfo("pocketsphinx_continuous", ["-infile", path, "-time", "yes", "-logfn", "/dev/null"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        Process? process = null;
        try { process = Process.Start(start); }
        catch (System.ComponentModel.Win32Exception) { Assert.Skip("the command pocketsphinx_continuous to compare with is absent: apt-get install pocketsphinx"); }
        using var command = process!;
        var errors = command.StandardError.ReadToEndAsync(Cancellation);
        var words = new List<RecognisedWord>();
        while (await command.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (line.Split(' ') is not [var text, var from, var to, var probability] || text[0] is '<' or '[' || !double.TryParse(from, CultureInfo.InvariantCulture, out var first)) continue;
            words.Add(new RecognisedWord(text.Split('(')[0], first, double.Parse(to, CultureInfo.InvariantCulture), float.Parse(probability, CultureInfo.InvariantCulture)));
        }

        await errors;
        await command.WaitForExitAsync(Cancellation);
        return words;
    }
}

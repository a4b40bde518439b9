using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Video.Cli.CommandLine;
using Orleans.Video.Cli.Silos;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Speech;

/// <summary><c>video speech eval FILE.tsv</c>: how well and how fast recordings are recognised whose words are known.</summary>
internal static class SpeechEvalCommand
{
    private const int MostLines = 1_000_000;

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE.tsv") { Description = "A recording and its words a line, with a tab between; paths from the file's own folder" };
        var set = new Option<string?>("--model-set") { Description = "A model set with a speech encoder. Default: pocketsphinx", HelpName = "ID" };
        var undetected = new Option<bool>("--whole") { Description = "Give the recogniser each recording whole, without the detection of speech" };
        var data = SiloOptions.CreateData();
        var models = SiloOptions.CreateModels();
        return new Command("eval", "Measures word error rate, character error rate and real-time factor.") { file, set, undetected, data, models }
            .WithExamples("video speech eval transcripts.tsv", "video speech eval digits.tsv --model-set digits --json")
            .Runs(surroundings, async (call, cancellation) =>
            {
                var list = surroundings.FullPath(call.Get(file)!);
                var recordings = Read(list);
                var folders = ModelLocations.Resolve(surroundings, call.Get(models), DataFolder.Resolve(surroundings, call.Get(data)));
                using var recogniser = Open(call.Get(set), folders);
                var staging = Directory.CreateTempSubdirectory("video-speech-").FullName;
                try
                {
                    await using var library = new MediaLibrary(
                        new MediaOptions { Roots = [Path.GetDirectoryName(list)!], StagingFolder = staging }, static (_, _) => ValueTask.FromResult<Stream?>(null), NullLogger<MediaLibrary>.Instance);
                    var (words, characters, seconds, busy) = (default(ErrorCount), default(ErrorCount), 0.0, 0.0);
                    foreach (var (recording, said) in recordings)
                    {
                        var samples = await SpokenFile.SamplesAsync(library, recording, cancellation);
                        var before = Environment.CpuUsage.TotalTime.TotalSeconds;
                        var heard = Recognise(recogniser, samples, call.Get(undetected), cancellation);
                        busy += Environment.CpuUsage.TotalTime.TotalSeconds - before;
                        seconds += (double)samples.Length / SpeechSound.SampleRate;
                        words += ErrorCount.OfWords(said, heard);
                        characters += ErrorCount.OfCharacters(said, heard);
                        if (call.Output.Json) call.Output.Item(new { recording, said, heard });
                        else call.Output.Say($"[grey]{PlainText.Markup(Path.GetFileName(recording))}[/]  {PlainText.Markup(heard, 10_000)}");
                    }

                    if (call.Output.Json)
                        call.Output.Item(new { recogniser = recogniser.Name, recordings = recordings.Count, seconds, wordErrorRate = Finite(words.Rate), characterErrorRate = Finite(characters.Rate), realTimeFactor = Finite(busy / seconds) });
                    else
                        call.Output.Say($"{recogniser.Name}: {recordings.Count} recordings, {seconds:0.0} s; WER {words.Rate:P1} ({words.Edits} of {words.Length} words), CER {characters.Rate:P1}, real-time factor {busy / seconds:0.000} (processor time)");
                    return CommandExit.Done;
                }
                finally
                {
                    Directory.Delete(staging, recursive: true);
                }
            });
    }

    // JSON has no infinity.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static DirectRecogniser Open(string? set, IReadOnlyList<string> folders)
    {
        if (set is not null) return DirectRecogniser.Of(new ModelSetLibrary(folders).Open(set));
        try
        {
            return DirectRecogniser.Of(SphinxModel.EnglishUs);
        }
        catch (SpeechEngineMissingException missing)
        {
            throw new CommandFailure(missing.Message, missing);
        }
    }

    private static List<(string Recording, string Said)> Read(string list)
    {
        var recordings = new List<(string, string)>();
        try
        {
            foreach (var line in File.ReadLines(list))
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                if (line.Split('\t') is not [var name, var said, ..]) throw new CommandFailure($"{list}, line {recordings.Count + 1}: a line is a recording and its words with a tab between");
                recordings.Add((Path.GetFullPath(name, Path.GetDirectoryName(list)!), said));
                if (recordings.Count > MostLines) throw new CommandFailure($"{list} has more than {MostLines} lines: give it in parts");
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{list} cannot be read: {problem.Message}", problem);
        }

        return recordings.Count > 0 ? recordings : throw new CommandFailure($"{list} names no recordings");
    }

    private static string Recognise(DirectRecogniser recogniser, short[] samples, bool whole, CancellationToken cancellation)
    {
        if (whole) return recogniser.Recognise(samples, cancellation);
        var detector = new SpeechDetector();
        IReadOnlyList<SpeechStretch> stretches = [.. detector.Add(samples), .. detector.End()];
        return string.Join(' ', stretches.Select(stretch => recogniser.Recognise(stretch.Samples, cancellation)));
    }
}

using Orleans.Video.Cli.Speech;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Inference.Speech.PocketSphinx;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Cli.Bench;

/// <summary>Does the listening of a measured part once more without a silo: the detection of speech in every file, and the recognition of what was found.</summary>
internal static class ListeningAlone
{
    /// <summary>Listens to each file once; a file that was read several times counts as often.</summary>
    /// <returns>Stretches, their seconds, and CPU seconds of this process; null when no recogniser is here.</returns>
    public static async Task<EncoderShare?> RunAsync(MediaLibrary media, ModelSet set, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        using var recogniser = Open(set);
        if (recogniser is null) return null;
        // A decoder loads its models at the first sound, and code is compiled: a server has done both long ago.
        recogniser.Recognise(new short[SpeechSound.SampleRate], cancellation);
        var (stretches, seconds, busy) = (0, 0.0, 0.0);
        foreach (var file in files.GroupBy(static file => file))
        {
            var samples = await SpokenFile.SamplesAsync(media, file.Key, cancellation);
            var before = MachineClock.Read().Process;
            var detector = new SpeechDetector();
            foreach (var stretch in (IEnumerable<SpeechStretch>)[.. detector.Add(samples), .. detector.End()])
            {
                recogniser.Recognise(stretch.Samples, cancellation);
                stretches += file.Count();
                seconds += file.Count() * (double)stretch.Samples.Length / SpeechSound.SampleRate;
            }

            busy += file.Count() * (MachineClock.Read().Process - before);
        }

        return new EncoderShare(stretches, (int)seconds, busy);
    }

    // As the silo chooses where nothing says which language is spoken.
    private static DirectRecogniser? Open(ModelSet set)
    {
        if (set.Manifest.Speech is { } speech && speech.Languages.Contains("en")) return DirectRecogniser.Of(set);
        return SphinxModel.EnglishUs.Problem() is null ? DirectRecogniser.Of(SphinxModel.EnglishUs) : null;
    }
}

using System.Text.RegularExpressions;
using Orleans.Video.Learning.Data.Waves;

namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>
/// Spoken digits in a zip file of <c>DIGIT_SPEAKER_INDEX.wav</c>, as in the Free Spoken Digit Dataset, whose customary test part is the indexes 0 to 4.
/// The label is the digit, the group the speaker. Entries that are no such recording are skipped and counted.
/// </summary>
public static partial class DigitArchive
{
    private const int TestIndexes = 5;
    private const int MostEntries = 1_000_000;
    // Each rate has a table of a few megabytes.
    private const int MostRates = 16;
    private const int LargestRecording = 8 << 20;

    /// <summary>Reads all recordings, in the order of their names, at one sample rate.</summary>
    /// <param name="path">The zip file.</param>
    /// <param name="sampleRate">Samples a second that the recordings get, 1,000–192,000.</param>
    /// <param name="skipped">Told of every entry that is left out.</param>
    /// <returns>What to learn from, and what to test with.</returns>
    /// <exception cref="LearningDataException">It is no zip file, or holds no recording for one of the parts.</exception>
    public static (SoundSet Train, SoundSet Test) Read(string path, int sampleRate, SkippedEntries skipped)
    {
        using var zip = ZipFiles.Open(path);
        if (zip.Entries.Count > MostEntries) throw new LearningDataException($"{path} holds more than {MostEntries:N0} entries: part it");
        var resamplers = new Dictionary<int, Resampler>();
        List<LabelledSound> train = [], test = [];
        foreach (var entry in zip.Entries.Where(static e => e.Name.Length > 0).OrderBy(static e => e.FullName, StringComparer.Ordinal))
        {
            var name = RecordingName().Match(entry.Name);
            if (!name.Success)
            {
                skipped.Add(entry.FullName, "entry that is no DIGIT_SPEAKER_INDEX.wav");
                continue;
            }

            if (ZipFiles.Read(entry, LargestRecording) is not { } bytes || Decode(bytes) is not { Samples.Length: > 0 } wave)
            {
                skipped.Add(entry.FullName, "damaged recording");
                continue;
            }

            if (!resamplers.TryGetValue(wave.SampleRate, out var resampler))
            {
                if (resamplers.Count == MostRates)
                {
                    skipped.Add(entry.FullName, $"recording of yet another sample rate, after {MostRates}");
                    continue;
                }

                resamplers[wave.SampleRate] = resampler = new Resampler(wave.SampleRate, sampleRate);
            }

            var part = int.Parse(name.Groups["index"].ValueSpan) < TestIndexes ? test : train;
            part.Add(new LabelledSound(entry.FullName, name.Groups["digit"].Value[0] - '0', name.Groups["speaker"].Value, resampler.Resample(wave.Samples)));
        }

        if (train.Count == 0 || test.Count == 0) throw new LearningDataException($"{path} holds no recordings to {(train.Count == 0 ? "learn from" : "test with")}: expected DIGIT_SPEAKER_INDEX.wav, indexes below {TestIndexes} for the test");
        return (new SoundSet(sampleRate, train), new SoundSet(sampleRate, test));
    }

    private static WaveFile? Decode(byte[] bytes)
    {
        try
        {
            return WaveFile.Read(bytes);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?<digit>[0-9])_(?<speaker>[A-Za-z0-9-]{1,40})_(?<index>[0-9]{1,6})\.wav$", RegexOptions.CultureInvariant)]
    private static partial Regex RecordingName();
}

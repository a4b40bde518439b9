using System.IO.Compression;
using CsCheck;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Waves;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data.Sounds;

/// <summary>Spoken digits from a zip file that anybody may have made.</summary>
public sealed class DigitArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_free_spoken_digits_are_read_whole_and_parted_as_is_customary()
    {
        var skipped = new SkippedEntries();
        var (train, test) = DigitArchive.Read(TestData.Require("fsdd.zip"), 16_000, skipped);
        Assert.Equal("", skipped.ToString());
        Assert.Equal((2250, 250), (train.Sounds.Count, test.Sounds.Count));
        Assert.All(test.Sounds.GroupBy(static s => (s.Label, s.Group)), static same => Assert.Equal(5, same.Count()));
        Assert.Equal(Enumerable.Range(0, 10), test.Sounds.Select(static s => s.Label).Distinct().Order());
        Assert.Equal(5, train.Sounds.Select(static s => s.Group).Distinct().Count());
        Assert.All(train.Sounds.Concat(test.Sounds), static s => Assert.InRange(s.Samples.Length, 16_000 / 10, 3 * 16_000));
        Assert.Empty(train.Sounds.Select(static s => s.Name).Intersect(test.Sounds.Select(static s => s.Name)));
    }

    [Fact]
    public void Entries_that_are_no_recordings_or_damaged_are_skipped_and_counted()
    {
        var good = new WaveFile(8_000, [.. Enumerable.Range(0, 800).Select(static i => (short)(i * 37 % 9000))]).Write();
        var path = Zip(
            ("recordings/3_ann_0.wav", good), ("recordings/4_ann_5.wav", good), ("recordings/4_bob_17.wav", good), ("recordings/readme.txt", good), ("recordings/44_ann_1.wav", good),
            ("recordings/5_ann_6.wav", good[..^9]), ("recordings/6_ann_6.wav", [1, 2, 3]), ("recordings/7_ann_6.wav", new WaveFile(8_000, []).Write()));
        var skipped = new SkippedEntries();
        var (train, test) = DigitArchive.Read(path, 16_000, skipped);
        Assert.Equal(["recordings/4_ann_5.wav", "recordings/4_bob_17.wav"], train.Sounds.Select(static s => s.Name));
        Assert.Equal((3, "ann", 1600), (test.Sounds[0].Label, test.Sounds[0].Group, test.Sounds[0].Samples.Length));
        Assert.Equal(3, skipped.CountOf("damaged recording"));
        Assert.Equal(2, skipped.CountOf("entry that is no DIGIT_SPEAKER_INDEX.wav"));
        Assert.Contains("5 skipped: 3 damaged recording (recordings/5_ann_6.wav", skipped.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flood_of_sample_rates_is_not_followed()
    {
        var skipped = new SkippedEntries();
        var recordings = Enumerable.Range(0, 20).Select(static i => ($"1_ann_{i}.wav", new WaveFile(8_000 + i, new short[50]).Write()));
        var (train, test) = DigitArchive.Read(Zip([.. recordings]), 16_000, skipped);
        Assert.Equal(16, train.Sounds.Count + test.Sounds.Count);
        Assert.Equal(4, skipped.Count);
    }

    [Fact]
    public void What_is_no_archive_of_digits_names_the_file_and_says_what_is_expected()
    {
        Assert.Contains("is not there", Refuse(_folder.File("none.zip")), StringComparison.Ordinal);
        File.WriteAllText(_folder.File("text.zip"), "no zip");
        Assert.Contains("is no zip file", Refuse(_folder.File("text.zip")), StringComparison.Ordinal);
        Assert.Contains("no recordings to learn from", Refuse(Zip(("1_ann_0.wav", new WaveFile(8_000, [1]).Write()))), StringComparison.Ordinal);
        Assert.Contains("no recordings to test with", Refuse(Zip(("1_ann_9.wav", new WaveFile(8_000, [1]).Write()))), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_done_to_an_archive_what_is_read_is_what_was_written()
    {
        var random = new Random(3);
        var waves = Enumerable.Range(0, 6).Select(i => ($"{i}_ann_{i * 2}.wav", new WaveFile(16_000, [.. Enumerable.Range(0, 120).Select(_ => (short)random.Next(-900, 900))]).Write())).ToArray();
        var bytes = File.ReadAllBytes(Zip(waves));
        var path = _folder.File("changed.zip");
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Int[0, 7], Gen.Int[0, 9]).Sample(
            (place, bit, cut) =>
            {
                var changed = cut == 0 ? bytes[..place] : bytes[..];
                if (cut > 0) changed[place] ^= (byte)(1 << bit);
                File.WriteAllBytes(path, changed);
                try
                {
                    var (train, test) = DigitArchive.Read(path, 16_000, new SkippedEntries());
                    foreach (var sound in train.Sounds.Concat(test.Sounds)) Assert.Contains(waves, wave => WaveFile.Read(wave.Item2).Samples.AsSpan().SequenceEqual(sound.Samples));
                }
                catch (LearningDataException error)
                {
                    Assert.Contains(path, error.Message, StringComparison.Ordinal);
                }
            },
            iter: 2000,
            threads: 1);
    }

    private string Refuse(string path) => Assert.Throws<LearningDataException>(() => DigitArchive.Read(path, 16_000, new SkippedEntries())).Message;

    private string Zip(params (string Name, byte[] Bytes)[] entries)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(bytes);
        }

        return path;
    }
}

using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Videos;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;

namespace Orleans.Video.Benchmarks.Gdt;

/// <summary>
/// Photos of ten classes and spoken digits, one digit a class: videos of both to learn from, and what is kept aside to measure by. The classes are every twentieth of the archive's list;
/// the photos kept aside are its own test part, and the speaker kept aside is the last by name.
/// </summary>
internal sealed class PhotosAndDigits
{
    private const int Classes = 10;
    private const int PhotoSize = 64;
    private const int VideoSeconds = 4;
    private const int VideoFrames = 8;
    private const int SampleRate = 16_000;
    private const int VideoSampleRate = 44_100;
    // −14.5 dB of full scale: between the −26 and −3 dB of made videos.
    private const double Peak = 6_170;

    private readonly MediaLibrary _library;
    private readonly MediaOptions _media;
    private readonly string _folder;

    private PhotosAndDigits(MediaLibrary library, MediaOptions media, string folder) => (_library, _media, _folder) = (library, media, folder);

    /// <summary>Photos that videos are made of.</summary>
    public required PictureSet Photos { get; init; }

    /// <summary>Photos of no video.</summary>
    public required PictureSet HeldOutPhotos { get; init; }

    /// <summary>Recordings of the speakers that videos are made of, at 16 kHz.</summary>
    public required SoundSet Digits { get; init; }

    /// <summary>Recordings of a speaker in no video.</summary>
    public required SoundSet HeldOutDigits { get; init; }

    /// <summary>The speaker in no video.</summary>
    public required string HeldOutSpeaker { get; init; }

    /// <summary>The same recordings as <see cref="Digits"/>, as videos take them.</summary>
    public required SoundSet DigitsForVideos { get; init; }

    /// <summary>The classes' usual names, by label.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Reads the archives.</summary>
    /// <param name="data">The folder with <c>tiny-imagenet.zip</c> and <c>fsdd.zip</c>.</param>
    /// <param name="folder">Where videos are made; below the media's roots.</param>
    /// <param name="library">What decodes.</param>
    /// <param name="media">Limits of its children.</param>
    public static async Task<PhotosAndDigits> ReadAsync(string data, string folder, MediaLibrary library, MediaOptions media)
    {
        var skipped = new SkippedEntries();
        var archive = PictureArchive.Open(Path.Combine(data, "tiny-imagenet.zip"));
        var every = archive.Classes.Count / Classes;
        var (known, aside) = Speakers(Path.Combine(data, "fsdd.zip"), SampleRate, skipped);
        return new PhotosAndDigits(library, media, folder)
        {
            Photos = await TenOfAsync("train"),
            HeldOutPhotos = await TenOfAsync("val"),
            Digits = known,
            HeldOutDigits = aside,
            HeldOutSpeaker = aside.Sounds[0].Group,
            DigitsForVideos = Speakers(Path.Combine(data, "fsdd.zip"), VideoSampleRate, skipped).Known,
            ClassNames = [.. Enumerable.Range(0, Classes).Select(c => archive.Classes.Classes[c * every].Names[0])],
        };

        async Task<PictureSet> TenOfAsync(string part)
        {
            var all = await archive.ReadAsync(library, part, PhotoSize, PhotoSize, skipped, CancellationToken.None);
            var taken = Enumerable.Range(0, all.Count).Where(i => all.Labels[i] % every == 0).ToArray();
            return new PictureSet([.. taken.SelectMany(i => all.Pixels(i).ToArray())], PhotoSize, PhotoSize, [.. taken.Select(i => all.Labels[i] / every)]);
        }
    }

    /// <summary>Makes the videos, those that are not there yet, and decodes them all: in each second another photo of the class, and its digit by somebody.</summary>
    /// <param name="count">How many; classes take turns.</param>
    /// <param name="format">The shape of frames and sound.</param>
    public async Task<GdtVideos> MakeVideosAsync(int count, SegmentFormat format)
    {
        var words = SpokenWords.Of(VideoSampleRate, DigitsForVideos.Sounds.Select(static s => new SpokenWord(SoundBank.Digits[s.Label], new SpeechVoice(s.Group, 0, 0), s.Samples)));
        var options = new VideoScriptOptions
        {
            Width = PhotoSize,
            Height = PhotoSize,
            FramesPerSecond = VideoFrames,
            SecondsPerTopic = 1,
            MostScenes = 1,
            CaptionChance = 0,
            Sounds = [SoundKind.Speech],
            WordOfLabel = SoundBank.Digits.Index().ToDictionary(static d => d.Index, static d => d.Item),
        };
        var writer = new VideoScriptWriter(Photos, options);
        await using var maker = new TrainingVideoMaker(_media, Photos, words);
        Directory.CreateDirectory(_folder);
        string[] files = [.. Enumerable.Range(0, count).Select(i => Path.Combine(_folder, $"{i:0000}.mp4"))];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, ct) =>
        {
            if (!File.Exists(files[i])) await maker.MakeAsync(writer.Write((ulong)i, [.. Enumerable.Repeat(i % Classes, VideoSeconds)]), files[i], ct);
        });
        var skipped = new SkippedEntries();
        var videos = await GdtVideos.ReadAsync(_library, files, format, VideoSeconds, skipped, CancellationToken.None);
        return skipped.Count == 0 ? videos : throw new InvalidOperationException($"videos could not be read: {skipped}");
    }

    /// <summary>Photos as clips in which nothing moves, each <c>uint8[T, S, S, 3]</c>.</summary>
    public static IReadOnlyList<byte[]> Clips(PictureSet photos, int frames, int size)
    {
        var augmenter = new PictureAugmenter(size, size);
        var whole = new PictureChange { Crop = new CropArea(0, 0, photos.Width, photos.Height) };
        return [.. Enumerable.Range(0, photos.Count).Select(i =>
        {
            var frame = new byte[augmenter.PictureBytes];
            augmenter.Apply(whole, photos.Pixels(i), photos.Width, photos.Height, frame);
            return Enumerable.Repeat(frame, frames).SelectMany(static f => f).ToArray();
        })];
    }

    private static (SoundSet Known, SoundSet Aside) Speakers(string path, int sampleRate, SkippedEntries skipped)
    {
        var (train, test) = DigitArchive.Read(path, sampleRate, skipped);
        // Videos bring words to a loudness of their own; what is measured by has the middle one, so that who recorded how loudly is no matter.
        LabelledSound[] all = [.. train.Sounds.Concat(test.Sounds).Select(static s => s with { Samples = ToPeak(s.Samples) })];
        var aside = all.Select(static s => s.Group).Max(StringComparer.Ordinal);
        return (new SoundSet(sampleRate, [.. all.Where(s => s.Group != aside)]), new SoundSet(sampleRate, [.. all.Where(s => s.Group == aside)]));
    }

    private static short[] ToPeak(short[] samples)
    {
        var factor = Peak / Math.Max(1, samples.Max(static s => Math.Abs((int)s)));
        return Array.ConvertAll(samples, s => (short)Math.Round(s * factor));
    }
}

using System.Text;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Waves;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Starter;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Starter.Sounds;
using Orleans.Video.Learning.Starter.Videos;
using Orleans.Video.Learning.Tests.Data;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Starter;

/// <summary>The starter set from photos and recordings to files that serve, in small.</summary>
public sealed class StarterRunTests
{
    // Three dogs and three vehicles, so that general words are true of some.
    private static readonly (string Id, string Names, int Colour)[] Classes =
    [
        ("n02099601", "golden retriever", 0xD0A020), ("n02099712", "Labrador retriever", 0xE0D090), ("n02094433", "Yorkshire terrier", 0x604020),
        ("n03100240", "convertible", 0xD01010), ("n04285008", "sports car, sport car", 0x1010D0), ("n02814533", "beach wagon, station wagon", 0x10A010),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_is_trained_measured_and_serves_and_a_run_that_was_stopped_makes_the_same()
    {
        _ = RequiredWordNet.Value;
        await using var media = new LearningMedia();
        WriteData(media);
        var said = new List<string>();
        var set = await new StarterRun(Options(media, "first"), TimeProvider.System).RunAsync(said.Add, new Heard(null), Cancel);
        Assert.True(ModelSetVerification.Verify(set.Folder, InferenceDevice.Cpu).Passed);
        Assert.True(set.Manifest is { Id: "first", Trained: true, Visual.Joint: true, Audio.Joint: true, Fusion.Trained: true });
        Assert.Equal(["zero-shot top-1, 6 classes", "zero-shot top-5, 6 classes"], set.Manifest.Quality!.Keys.Take(2));
        Assert.All(set.Manifest.Quality.Values, static v => Assert.InRange(v, 0, 1));
        var card = await File.ReadAllTextAsync(Path.Combine(set.Folder, ModelCard.Name), Cancel);
        Assert.Contains("48 photos of 64×64 in 6 classes", card, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"6 classes | {set.Manifest.Quality.Values.First():P1} | 16.7 % |"), card, StringComparison.Ordinal);
        string[] curves = ["stage1.svg", "stage2.svg", "sounds.svg", "fusion.svg"];
        foreach (var curve in curves) Assert.True(File.Exists(Path.Combine(set.Folder, "curves", curve)), curve);

        // Stopped in the first part and behind it; each time it goes on from its checkpoints.
        var stopped = Options(media, "second");
        for (var stops = 1; stops <= 2; stops++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new StarterRun(stopped, TimeProvider.System).RunAsync(static _ => { }, new Heard(stop), stop.Token));
            Assert.False(Directory.Exists(stopped.Target));
        }

        var again = await new StarterRun(stopped, TimeProvider.System).RunAsync(static _ => { }, new Heard(null), Cancel);
        foreach (var file in new[] { "visual.onnx", "audio.onnx", "text.onnx", "fusion.onnx", "vocabulary.txt" })
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(set.Folder, file), Cancel), await File.ReadAllBytesAsync(Path.Combine(again.Folder, file), Cancel));
    }

    [Fact]
    public void What_a_run_cannot_do_names_the_option()
    {
        using var folder = new Video.Testing.TemporaryFolder();
        var options = new StarterOptions { Data = folder.Path, Work = folder.File("work"), Target = folder.File("set"), Device = InferenceDevice.Cpu };
        Assert.Contains("there is no tiny-imagenet.zip", Assert.Throws<ArgumentException>(options.Check).Message, StringComparison.Ordinal);
        Assert.Contains("Length must be above 0", Assert.Throws<ArgumentException>((options with { Length = double.NaN }).Check).Message, StringComparison.Ordinal);
    }

    private static StarterOptions Options(LearningMedia media, string name) => new()
    {
        Data = media.Folder.Path,
        Work = media.Folder.File(name + ".work"),
        Target = media.Folder.File(name),
        Device = InferenceDevice.Cpu,
        Visual = new VisualModelOptions { Widths = [4, 8], Depths = [1, 1] },
        Pictures = 12,
        Stages = [new PictureTextStage(16, 1, 1e-3, 0.5), new PictureTextStage(32, 1, 1e-3, 0.1)],
        SpokenWords = ["one", "hello"],
        Sounds = new SoundTextOptions { Audio = new AudioNetworkOptions { Width = 2, Stages = 2 }, NamesPerBatch = 8, PerName = 2, SoundTexts = 8, Pictures = 8, Steps = 3 },
        Fusion = new FusionTrainingOptions { Videos = 4, Seconds = 6, Steps = 3 },
    };

    private static void WriteData(LearningMedia media)
    {
        var classes = string.Concat(Classes.Select(static c => $"{c.Id}\t{c.Names}\n"));
        media.Zip(
            "tiny-imagenet.zip",
            [
                ("classes.tsv", Encoding.UTF8.GetBytes(classes)),
                .. Classes.SelectMany(static c => Enumerable.Range(0, 10).Select(i => ($"{(i < 8 ? "train" : "val")}/{c.Id}/{i}.JPEG", LearningMedia.Jpeg(c.Colour + i * 0x020202, 64)))),
            ]);
        // The first takes of a voice are what is held out.
        (string Voice, int Take)[] takes = [("ann", 1), ("ann", 7), ("bob", 1), ("bob", 7)];
        media.Zip("fsdd.zip", [.. from digit in Enumerable.Range(0, 10) from take in takes select ($"recordings/{digit}_{take.Voice}_{take.Take}.wav", Tone(digit, take.Take))]);
    }

    private static byte[] Tone(int digit, int take) =>
        new WaveFile(8_000, [.. Enumerable.Range(0, 3_200).Select(i => (short)(9_000 * Math.Sin(i * (0.1 + 0.05 * digit) + take)))]).Write();

    /// <summary>Ends a run at the first report of a part that has not ended one before.</summary>
    private sealed class Heard(CancellationTokenSource? stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop?.Cancel();
    }
}

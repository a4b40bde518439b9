using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Starter.Export;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Training;
using Orleans.Video.Learning.Words;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Starter.Export;

/// <summary>What serves gives what the trainer's own forward pass gives.</summary>
public sealed class EncoderFilesTests
{
    private const double Near = 1e-4;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_served_visual_vector_is_the_trainers_own(int frames)
    {
        var options = new VisualModelOptions { Frames = frames, Size = 32, Widths = [8, 16], Depths = [1, 2], JointWidth = 12 };
        using var folder = new TemporaryFolder();
        var meaning = PictureTextGraph.Visual(options, 5).Meaning;
        using var store = Filled(meaning.Graph);
        using var files = new ModelSetFolder(folder.Path, "trained");
        var file = files.Add("visual.onnx", EncoderFiles.Visual(options, store.ReadAll()));
        var spec = new VisualSpec
        {
            File = file.File,
            Sha256 = file.Sha256,
            Trained = true,
            Width = 12 + ColourLayout.Width,
            Input = PictureTextBatches.Frames,
            Output = "vectors",
            Frames = frames,
            FrameHeight = 32,
            FrameWidth = 32,
            Layout = "NTCHW",
            Mean = [0.4f, 0.5f, 0.6f],
            Std = [0.2f, 0.3f, 0.25f],
            Joint = true,
        };
        using var encoder = new VisualEncoder(files.Finish(Manifest() with { Visual = spec }, static _ => { }), InferenceDevice.Cpu);
        var pixels = new byte[5 * encoder.ClipLength];
        new Random(1).NextBytes(pixels);
        var served = new float[5 * spec.Width];
        encoder.Encode(pixels, 5, served);

        var planes = new float[pixels.Length];
        new FrameNormalizer(32 * 32, spec.Channels, spec.Scale, spec.Mean, spec.Std).Normalize(pixels, planes);
        var own = Forward(meaning, store, new Batch().With(PictureTextBatches.Frames, planes));
        AssertNear(
            [.. Enumerable.Range(0, 5).SelectMany(clip => own[(clip * 12)..((clip + 1) * 12)].Concat(Layout(planes.AsSpan(clip * frames * 3 * 32 * 32, frames * 3 * 32 * 32), frames)).Select(static v => v * EncoderFiles.Half))],
            served);
    }

    // The mean of each of 4 × 4 cells over all frames, as brightness, red less green and yellow less blue, brought to length one.
    private static double[] Layout(ReadOnlySpan<float> planes, int frames)
    {
        var means = new double[3, 16];
        for (var i = 0; i < planes.Length; i++)
        {
            var (colour, row, column) = (i / 1024 % 3, i / 32 % 32, i % 32);
            means[colour, row / 8 * 4 + column / 8] += planes[i] / (64.0 * frames);
        }

        var layout = new double[48];
        for (var cell = 0; cell < 16; cell++)
        {
            var (red, green, blue) = (means[0, cell], means[1, cell], means[2, cell]);
            (layout[cell], layout[16 + cell], layout[32 + cell]) = ((red + green + blue) / 3, 2 * (red - green), red + green - 2 * blue);
        }

        return Unit(layout, 48);
    }

    [Fact]
    public void A_served_text_vector_is_the_trainers_own()
    {
        var vocabulary = CharacterVocabulary.Write();
        var pieces = System.Text.Encoding.UTF8.GetString(vocabulary).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        var options = new TextModelOptions { Vocabulary = pieces, Length = 12, Width = 16, Heads = 2, JointWidth = 12 };
        string[] texts = ["a dog", "zebra fish in the sea", "x"];
        using var folder = new TemporaryFolder();
        var text = PictureTextGraph.Text(options, texts.Length);
        using var store = Filled(text.Pooled.Graph);
        using var files = new ModelSetFolder(folder.Path, "trained");
        var file = files.Add("text.onnx", EncoderFiles.Text(options, store.ReadAll()));
        var tokenizer = new TokenizerSpec { Kind = "wordPiece", Files = [files.Add("vocabulary.txt", vocabulary)] };
        var spec = new TextSpec
        {
            File = file.File,
            Sha256 = file.Sha256,
            Trained = true,
            Width = 12,
            TokenInput = PictureTextBatches.Pieces,
            MaskInput = PictureTextBatches.Mask,
            PooledOutput = "pooled",
            TokenOutput = "words",
            Tokenizer = tokenizer,
            MaxTokens = 12,
            PadToMax = true,
        };
        using var encoder = new TextEncoder(files.Finish(Manifest() with { Text = spec }, static _ => { }), InferenceDevice.Cpu);
        var served = encoder.Encode(texts);

        var (ids, mask) = PieceRows.Of(Inference.Text.WordTokenizer.OfPieces(tokenizer, vocabulary), texts, 12);
        var own = Forward(text.Pooled, store, new Batch().With(PictureTextBatches.Pieces, ids).With(PictureTextBatches.Mask, mask));
        AssertNear(own, [.. served.SelectMany(static s => s.Pooled.ToArray())]);
    }

    [Fact]
    public void A_video_fused_as_it_comes_is_the_one_that_was_trained_on_whole()
    {
        const int Seconds = 11, Width = 6;
        using var folder = new TemporaryFolder();
        // What feeds the fusion is not asked here, but a set must have it.
        var feeding = UntrainedModelSet.Write(folder.File("feeding"), seed: 1);
        var (seeing, hearing) = (feeding.Manifest.Visual!, feeding.Manifest.Audio!);
        var (served, da) = (seeing.Width, hearing.Width);
        var dv = served - ColourLayout.Width;
        var options = new FusionModelOptions { JointWidth = Width, VisualWidth = dv, AudioWidth = da };
        var graph = new Graph("fusion");
        var video = FusionModel.Encode(
            graph.Input("visual", [1, Seconds, dv]), graph.Input("visualPresent", [1, Seconds]), graph.Input("audio", [1, Seconds, da]), graph.Input("audioPresent", [1, Seconds]), options);
        using var store = Filled(graph);
        using var files = new ModelSetFolder(folder.Path, "trained");
        var file = files.Add("fusion.onnx", EncoderFiles.Fusion(options, store.ReadAll()));
        var spec = new FusionSpec { File = file.File, Sha256 = file.Sha256, Trained = true, Width = Width, VisualWidth = served, AudioWidth = da, StateWidth = FusionModel.Weights(options, store.ReadAll()).StateWidth };
        foreach (var name in new[] { seeing.File, hearing.File }) files.Add(name, File.ReadAllBytes(Path.Combine(feeding.Folder, name)));
        using var encoder = new FusionEncoder(files.Finish(Manifest() with { Trained = false, JointWidth = Width, Visual = seeing, Audio = hearing, Fusion = spec }, static _ => { }), InferenceDevice.Cpu);

        var random = new Random(3);
        float[] visual = [.. Enumerable.Range(0, Seconds * dv).Select(_ => (float)random.NextDouble() - 0.5f)], audio = [.. Enumerable.Range(0, Seconds * da).Select(_ => (float)random.NextDouble() - 0.5f)];
        // As it serves, with colours beside it that the fusion must pass over.
        float[] lookedAt = [.. visual.Chunk(dv).SelectMany(row => row.Select(static v => v * (float)EncoderFiles.Half).Concat(Enumerable.Range(0, ColourLayout.Width).Select(_ => (float)random.NextDouble())))];
        bool[] seen = [.. Enumerable.Range(0, Seconds).Select(static i => i is not (2 or 3))], heard = [.. Enumerable.Range(0, Seconds).Select(static i => i is not (0 or 3 or 9))];
        var (state, rows, pooled) = (encoder.NewState(), new List<float>(), Array.Empty<float>());
        foreach (var (from, count) in new[] { (0, 4), (4, 1), (5, 6) })
        {
            var fused = encoder.Encode([new FusionInput
            {
                Visual = lookedAt[(from * served)..((from + count) * served)],
                Audio = audio[(from * da)..((from + count) * da)],
                VideoPresent = seen[from..(from + count)],
                AudioPresent = heard[from..(from + count)],
                Seconds = count,
                State = state,
            }])[0];
            (state, pooled) = (fused.Next, fused.Pooled);
            rows.AddRange(fused.Seconds);
        }

        var batch = new Batch().With("visual", visual).With("audio", audio).With("visualPresent", Numbers(seen)).With("audioPresent", Numbers(heard));
        AssertNear(Unit(Forward(video.Pooled, store, batch), Width), Unit([.. pooled.Select(static v => (double)v)], Width));
        AssertNear(Unit(Forward(video.Seconds, store, batch), Width), Unit([.. rows.Select(static v => (double)v)], Width));
    }

    private static ModelSetManifest Manifest() => new() { Id = "trained", Version = "1", Trained = true, Licence = "MIT", JointWidth = 12 };

    // Running statistics too are as training leaves them: anything but zeros and ones.
    private static VariableStore Filled(Graph graph)
    {
        var store = new VariableStore(InferenceDevice.Cpu, 5);
        store.Add(graph);
        var random = new Random(11);
        foreach (var name in store.Names) store.Write(name, Array.ConvertAll(store.Read(name), v => name.EndsWith("variance", StringComparison.Ordinal) ? 0.5f + (float)random.NextDouble() : v + 0.3f * (float)(random.NextDouble() - 0.5)));
        return store;
    }

    private static double[] Forward(Tensor output, VariableStore store, Batch batch)
    {
        using var program = new GraphProgram(output.Graph, new Dictionary<string, Tensor> { ["out"] = output }, InferenceDevice.Cpu);
        return program.Run(batch, store)["out"];
    }

    private static float[] Numbers(bool[] values) => Array.ConvertAll(values, static v => v ? 1f : 0f);

    private static double[] Unit(double[] rows, int width) =>
        [.. rows.Chunk(width).SelectMany(static row => Math.Sqrt(row.Sum(static v => v * v)) is var length and > 0 ? row.Select(v => v / length) : row)];

    private static void AssertNear(double[] own, float[] served) => AssertNear(own, Array.ConvertAll(served, static v => (double)v));

    private static void AssertNear(double[] own, double[] served)
    {
        Assert.Equal(own.Length, served.Length);
        Assert.True(own.Any(static v => Math.Abs(v) > 0.01), "there is nothing to compare");
        Assert.All(own.Zip(served), static pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, Near));
    }
}

using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Text;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Training;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>What pictures and words know of one another, measured on pictures that were not learned from.</summary>
internal sealed class ZeroShot(VisualSpec spec, ClassList classes, ClassTexts texts, WordTokenizer tokenizer, InferenceDevice device)
{
    private const int Batch = 100;

    /// <summary>The share of pictures whose own class's name is the nearest of all, and among the nearest five; class names alone are the texts.</summary>
    public static (double Top1, double Top5) Classify(PictureSet pictures, float[][] vectors, float[][] names)
    {
        int first = 0, five = 0;
        for (var i = 0; i < pictures.Count; i++)
        {
            var own = Dot(vectors[i], names[pictures.Labels[i]]);
            var ahead = 0;
            for (var label = 0; label < names.Length; label++)
                if (label != pictures.Labels[i] && Dot(vectors[i], names[label]) >= own) ahead++;
            if (ahead == 0) first++;
            if (ahead < 5) five++;
        }

        return ((double)first / pictures.Count, (double)five / pictures.Count);
    }

    /// <summary>For each general word the share of the ten nearest pictures that it is true of.</summary>
    public IReadOnlyList<(HypernymQuery Query, double Precision)> Search(PictureSet pictures, float[][] vectors, IReadOnlyList<HypernymQuery> queries, IReadOnlyDictionary<string, float[]> weights, TextModelOptions size)
    {
        var asked = EncodeTexts([.. queries.Select(static q => q.Word)], weights, size);
        return [.. queries.Select((query, q) =>
        {
            var nearest = Enumerable.Range(0, pictures.Count).OrderByDescending(i => Dot(vectors[i], asked[q])).Take(10);
            return (query, nearest.Count(i => texts.IsTrueOf(query.Meaning, pictures.Labels[i])) / 10.0);
        })];
    }

    /// <summary>The vector of each class's usual name.</summary>
    public float[][] EncodeNames(IReadOnlyDictionary<string, float[]> weights, TextModelOptions size) => EncodeTexts([.. classes.Classes.Select(static c => c.Names[0])], weights, size);

    /// <summary>Texts to vectors of length one.</summary>
    public float[][] EncodeTexts(IReadOnlyList<string> asked, IReadOnlyDictionary<string, float[]> weights, TextModelOptions size)
    {
        var text = PictureTextGraph.Text(size, asked.Count);
        var (pieces, mask) = PieceRows.Of(tokenizer, asked, size.Length);
        return Run(text.Pooled, weights, new Training.Batch().With(PictureTextBatches.Pieces, pieces).With(PictureTextBatches.Mask, mask), asked.Count);
    }

    /// <summary>Pictures to vectors of length one.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="weights">The visual encoder's numbers.</param>
    /// <param name="options">Its size.</param>
    /// <param name="change">What happens to them first; null: nothing.</param>
    /// <param name="seed">Where that begins.</param>
    public float[][] EncodePictures(PictureSet pictures, IReadOnlyDictionary<string, float[]> weights, VisualModelOptions options, PictureAugmentation? change = null, ulong seed = 0)
    {
        var visual = options with { Frames = 1 };
        var frame = 3 * visual.Size * visual.Size;
        var vectors = PictureTextGraph.Visual(visual, Batch).Meaning;
        var augmenter = new PictureAugmenter(visual.Size, visual.Size);
        var normalizer = new FrameNormalizer(visual.Size * visual.Size, spec.Channels, spec.Scale, spec.Mean, spec.Std);
        var whole = new PictureChange { Crop = new CropArea(0, 0, pictures.Width, pictures.Height) };
        using var encoder = new TrainedGraph(new Dictionary<string, Tensor> { ["vectors"] = vectors }, weights, device);
        var rows = new List<float[]>();
        var (frames, pixels) = (new float[Batch * frame], new byte[frame]);
        for (var from = 0; from < pictures.Count; from += Batch)
        {
            var count = Math.Min(Batch, pictures.Count - from);
            for (var i = 0; i < count; i++)
            {
                var changed = change is null ? whole : PictureChange.Draw(change, pictures.Width, pictures.Height, new SeededGenerator(Draws.SeedOf(seed, from + i)));
                augmenter.Apply(changed, pictures.Pixels(from + i), pictures.Width, pictures.Height, pixels);
                normalizer.Normalize(pixels, frames.AsSpan(i * frame, frame));
            }

            var results = encoder.Run(new Training.Batch().With(PictureTextBatches.Frames, frames));
            rows.AddRange(Rows(results["vectors"], count, visual.JointWidth));
        }

        return [.. rows];
    }

    private float[][] Run(Tensor output, IReadOnlyDictionary<string, float[]> weights, Training.Batch batch, int count)
    {
        using var encoder = new TrainedGraph(new Dictionary<string, Tensor> { ["vectors"] = output }, weights, device);
        return [.. Rows(encoder.Run(batch)["vectors"], count, output.Shape[-1])];
    }

    private static IEnumerable<float[]> Rows(double[] numbers, int count, int width) => Enumerable.Range(0, count).Select(i => Array.ConvertAll(numbers[(i * width)..((i + 1) * width)], static v => (float)v));

    private static float Dot(float[] a, float[] b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}

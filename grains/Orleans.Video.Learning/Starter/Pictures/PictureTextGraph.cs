using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>The graphs of pictures and words: the step that trains both encoders, and each encoder alone.</summary>
internal static class PictureTextGraph
{
    /// <summary>A step with pictures of a size.</summary>
    public static TrainingStep Step(PictureTextOptions options, int size, int texts)
    {
        var graph = new Graph($"pictures and words, {size} pixels");
        var visual = VisualModel.Encode(graph.Input(PictureTextBatches.Frames, [options.Pictures, 1, 3, size, size]), options.Visual with { Frames = 1, Size = size }, ModelMode.Training);
        var text = TextModel.Encode(
            graph.IntegerInput(PictureTextBatches.Pieces, [texts, options.Text.Length], 0, options.Text.Vocabulary - 1),
            graph.IntegerInput(PictureTextBatches.Mask, [texts, options.Text.Length], 0, 1).ToNumbers(),
            options.Text,
            ModelMode.Training).Pooled;
        var loss = Contrast.Loss(
            visual, text, graph.Input(PictureTextBatches.ForRows, [options.Pictures, texts]), graph.Input(PictureTextBatches.ForColumns, [options.Pictures, texts]), "contrast");
        return TrainingStep.Build(loss, new AdamW { WeightDecay = options.WeightDecay, AverageDecay = 0.998 });
    }

    /// <summary>Frames to vectors in the joint space, as it serves, and to the layout of their colours.</summary>
    public static (Tensor Meaning, Tensor Layout) Visual(VisualModelOptions options, int clips)
    {
        var frames = new Graph("visual encoder").Input(PictureTextBatches.Frames, [clips, options.Frames, 3, options.Size, options.Size]);
        return (VisualModel.Encode(frames, options, ModelMode.Serving), ColourLayout.Encode(frames));
    }

    /// <summary>Pieces to vectors, as it serves.</summary>
    public static EncodedText Text(TextModelOptions options, int texts)
    {
        var graph = new Graph("text encoder");
        return TextModel.Encode(
            graph.IntegerInput(PictureTextBatches.Pieces, [texts, options.Length], 0, options.Vocabulary - 1),
            graph.IntegerInput(PictureTextBatches.Mask, [texts, options.Length], 0, 1).ToNumbers(),
            options,
            ModelMode.Serving);
    }
}

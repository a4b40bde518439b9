using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Models.Visual;
using Orleans.Video.Learning.Starter.Pictures;

namespace Orleans.Video.Learning.Starter.Export;

/// <summary>Trained encoders as the ONNX files that serve: the serving graph of the very model that was trained, its numbers fixed, its batch free.</summary>
internal static class EncoderFiles
{
    /// <summary>What the joint part of a served visual vector is multiplied with; so is the rest, and both together have length one.</summary>
    public static readonly double Half = Math.Sqrt(0.5);

    /// <summary>The visual encoder: <see cref="PictureTextBatches.Frames"/> <c>[N, T, 3, S, S]</c> to <c>vectors [N, D + 48]</c>, the joint space and the <see cref="ColourLayout"/>.</summary>
    public static byte[] Visual(VisualModelOptions options, IReadOnlyDictionary<string, float[]> weights)
    {
        var (meaning, layout) = PictureTextGraph.Visual(options, GraphEmitter.FreeSize);
        return GraphEmitter.Emit(meaning.Graph, [("vectors", Shaping.Concat([meaning * Half, layout * Half], axis: 1))], weights).Bytes;
    }

    /// <summary>The text encoder: <see cref="PictureTextBatches.Pieces"/> and <see cref="PictureTextBatches.Mask"/> <c>[N, L]</c> to <c>pooled [N, D]</c> and <c>words [N, L, D]</c>.</summary>
    public static byte[] Text(TextModelOptions options, IReadOnlyDictionary<string, float[]> weights)
    {
        var text = PictureTextGraph.Text(options, GraphEmitter.FreeSize);
        return GraphEmitter.Emit(text.Pooled.Graph, [("pooled", text.Pooled), ("words", text.Words)], weights).Bytes;
    }

    /// <summary>The fusion encoder, in its streaming form. It was trained on the joint part of visual vectors, and takes them as they serve.</summary>
    public static byte[] Fusion(FusionModelOptions options, IReadOnlyDictionary<string, float[]> weights) =>
        FusionGraph.Write(Served(FusionModel.Weights(options, weights)), "fusion encoder");

    private static FusionWeights Served(FusionWeights trained) => trained with
    {
        VisualWidth = trained.VisualWidth + ColourLayout.Width,
        Visual = [.. trained.Visual.Select(static w => (float)(w / Half)), .. new float[ColourLayout.Width * trained.Width]],
    };
}

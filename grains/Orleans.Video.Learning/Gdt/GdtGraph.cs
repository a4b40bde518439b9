using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data.Gdt;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Gdt;

/// <summary>The graphs of the pair of encoders: the step that trains both, and each alone as it serves.</summary>
internal static class GdtGraph
{
    /// <summary>A step over the views of so many videos. Normalisation is over all views of the batch at once.</summary>
    public static TrainingStep Step(GdtHypothesis hypothesis, GdtModelOptions options, Optimizer optimizer, AudioSpec audio, int videos)
    {
        var (graph, model, views) = (new Graph($"gdt {hypothesis.Number}"), new GdtModel(options), hypothesis.Views.Count);
        var seen = model.Video(FramesOf(graph, options, views * videos), ModelMode.Training).Joint;
        var heard = model.Audio(SpectrogramOf(graph, audio, views * videos), ModelMode.Training).Joint;
        return TrainingStep.Build(GdtLoss.Of(hypothesis, Parts(seen), Parts(heard)), optimizer);

        IReadOnlyList<Tensor> Parts(Tensor all) => [.. Enumerable.Range(0, views).Select(view => all.Slice(0, view * videos, videos))];
    }

    /// <summary>Clips to vectors, as it serves.</summary>
    public static GdtVectors Video(GdtModelOptions options, int clips) => new GdtModel(options).Video(FramesOf(new Graph("gdt video encoder"), options, clips), ModelMode.Serving);

    /// <summary>Sounds to vectors, as it serves.</summary>
    public static GdtVectors Audio(GdtModelOptions options, AudioSpec audio, int sounds) => new GdtModel(options).Audio(SpectrogramOf(new Graph("gdt audio encoder"), audio, sounds), ModelMode.Serving);

    private static Tensor FramesOf(Graph graph, GdtModelOptions options, int clips) => graph.Input(GdtBatches.Frames, [clips, options.Video.Frames, 3, options.Video.Size, options.Video.Size]);

    private static Tensor SpectrogramOf(Graph graph, AudioSpec audio, int sounds) => graph.Input(GdtBatches.Spectrogram, [sounds, 1, audio.Mel.Mels, audio.Frames]);
}

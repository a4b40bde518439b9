using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Fusion;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;

namespace Orleans.Video.Learning.Starter.Videos;

/// <summary>The step that trains the fusion encoder: videos and their seconds against texts, whose vectors stay.</summary>
internal static class FusionStep
{
    /// <summary>Builds the step.</summary>
    public static TrainingStep Build(FusionTrainingOptions options, int texts)
    {
        var graph = new Graph("fusion");
        var (videos, seconds, width) = (options.Videos, options.Seconds, options.Fusion.JointWidth);
        var video = FusionModel.Encode(
            graph.Input(FusionBatches.Visual, [videos, seconds, options.Fusion.VisualWidth]),
            graph.Input(FusionBatches.VisualPresent, [videos, seconds]),
            graph.Input(FusionBatches.Audio, [videos, seconds, options.Fusion.AudioWidth]),
            graph.Input(FusionBatches.AudioPresent, [videos, seconds]),
            options.Fusion);
        var words = graph.Input(FusionBatches.Texts, [texts, width]);
        var whole = Contrast.Loss(video.Pooled.UnitLength(), words, graph.Input(FusionBatches.VideoRows, [videos, texts]), graph.Input(FusionBatches.VideoColumns, [videos, texts]), "contrast/videos");
        var rows = videos * seconds;
        var each = Contrast.Loss(
            video.Seconds.Reshape([rows, width]).UnitLength(), words, graph.Input(FusionBatches.SecondRows, [rows, texts]), graph.Input(FusionBatches.SecondColumns, [rows, texts]), "contrast/seconds");
        return TrainingStep.Build(whole + each, new AdamW { WeightDecay = 0.01, AverageDecay = 0.998 });
    }
}

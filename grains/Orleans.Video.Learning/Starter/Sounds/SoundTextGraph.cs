using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Layers;
using Orleans.Video.Learning.Models.Text;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Optimizers;
using Orleans.Video.Learning.Starter.Pictures;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>The step that brings sounds to words: pictures and sounds on one side, all texts on the other, and sounds of one name across voices.</summary>
internal static class SoundTextGraph
{
    /// <summary>The input with the vectors of pictures.</summary>
    public const string Pictures = "pictures";

    /// <summary>The losses of a step's parts.</summary>
    public const string WithTexts = "with texts", AcrossVoices = "across voices";

    /// <summary>Builds the step.</summary>
    public static TrainingStep Step(SoundTextOptions options, AudioSpec spec, TextModelOptions text, int texts)
    {
        var graph = new Graph("sounds and words");
        var sounds = new AudioNetwork(options.Audio).Encode(graph.Input(SpectrogramBatches.Spectrogram, [options.Sounds, 1, spec.Mel.Mels, spec.Frames]), ModelMode.Training);
        var pictures = graph.Input(Pictures, [options.Pictures, text.JointWidth]);
        var words = TextModel.Encode(
            graph.IntegerInput(PictureTextBatches.Pieces, [texts, text.Length], 0, text.Vocabulary - 1),
            graph.IntegerInput(PictureTextBatches.Mask, [texts, text.Length], 0, 1).ToNumbers(),
            text,
            ModelMode.Training).Pooled;
        var all = options.Pictures + options.Sounds;
        var withTexts = Contrast.Loss(
            Shaping.Concat([pictures, sounds], axis: 0), words, graph.Input(PictureTextBatches.ForRows, [all, texts]), graph.Input(PictureTextBatches.ForColumns, [all, texts]), "contrast");
        var acrossVoices = VoiceContrast.Loss(
            sounds, graph.IntegerInput(SpectrogramBatches.Name, [options.Sounds], 0, int.MaxValue), graph.IntegerInput(SpectrogramBatches.Voice, [options.Sounds], 0, int.MaxValue), options.VoiceTemperature);
        return TrainingStep.Build(
            withTexts + acrossVoices,
            new AdamW { WeightDecay = 0.02, AverageDecay = 0.998 },
            new Dictionary<string, Tensor> { [WithTexts] = withTexts, [AcrossVoices] = acrossVoices });
    }
}

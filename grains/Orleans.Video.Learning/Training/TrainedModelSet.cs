using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Training;

/// <summary>What a training writes.</summary>
public static class TrainedModelSet
{
    /// <summary>Looks before a training begins whether its set can be written where it shall be: hours later would be late to hear that the name or the place will not do.</summary>
    /// <param name="target">A folder that is not there yet; its name is the set's id.</param>
    /// <exception cref="ModelSetException">The name is no id, or the place is taken or cannot be written.</exception>
    public static void RequirePlace(string target) => ModelSetFolder.At(target).Dispose();

    /// <summary>Tries every encoder of a set as it will serve, and moves the set to its place only then.</summary>
    /// <param name="files">The set's files.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="device">What its encoders are tried on.</param>
    /// <exception cref="ModelSetException">The set is wrong or cannot be written.</exception>
    /// <exception cref="TrainingException">An encoder does not serve; nothing is left of the set.</exception>
    internal static ModelSet FinishTrained(this ModelSetFolder files, ModelSetManifest manifest, InferenceDevice device) => files.Finish(manifest, set =>
    {
        if (ModelSetVerification.Verify(set.Folder, device).Checks.FirstOrDefault(static check => !check.Passed) is { } failed)
            throw new TrainingException($"set '{manifest.Id}'", $"it does not serve: {failed}", "this is a defect of the trainer; please report it");
    });
}

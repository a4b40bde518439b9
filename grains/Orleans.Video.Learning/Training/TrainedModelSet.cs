using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Training;

/// <summary>What a training writes.</summary>
internal static class TrainedModelSet
{
    /// <summary>Tries every encoder of a set as it will serve, and moves the set to its place only then.</summary>
    /// <param name="files">The set's files.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="device">What its encoders are tried on.</param>
    /// <exception cref="ModelSetException">The set is wrong or cannot be written.</exception>
    /// <exception cref="TrainingException">An encoder does not serve; nothing is left of the set.</exception>
    public static ModelSet FinishTrained(this ModelSetFolder files, ModelSetManifest manifest, InferenceDevice device) => files.Finish(manifest, set =>
    {
        if (ModelSetVerification.Verify(set.Folder, device).Checks.FirstOrDefault(static check => !check.Passed) is { } failed)
            throw new TrainingException($"set '{manifest.Id}'", $"it does not serve: {failed}", "this is a defect of the trainer; please report it");
    });
}

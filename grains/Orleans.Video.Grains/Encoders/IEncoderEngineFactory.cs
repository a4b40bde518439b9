using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Grains.Encoders;

/// <summary>Makes the engines of this silo's encoders. Tests and benchmarks put one of their own into the container before the pipeline does.</summary>
internal interface IEncoderEngineFactory
{
    /// <summary>Makes the engine of a modality; throws <see cref="ModelSetException"/> when the set lacks it or it cannot be made.</summary>
    EncoderEngine Create(ModelSet set, string modality, InferenceDevice device);
}

/// <summary>Makes sessions of ONNX Runtime.</summary>
internal sealed class OnnxEngineFactory : IEncoderEngineFactory
{
    public EncoderEngine Create(ModelSet set, string modality, InferenceDevice device) => EncoderEngine.Create(set, modality, device);
}

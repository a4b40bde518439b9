namespace Orleans.Video.Learning.Models.Layers;

/// <summary>What a model's graph is built for. Both graphs have the same variables.</summary>
public enum ModelMode
{
    /// <summary>To train: normalisation by the batch's statistics, which the running ones follow, and dropout.</summary>
    Training,

    /// <summary>To serve and to measure: normalisation by the running statistics, no dropout.</summary>
    Serving,
}

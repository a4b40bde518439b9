namespace Orleans.Video.Grains.Serving;

/// <summary>A model set is not kept, or its files are not on this silo. The message says which, and what to do; it may pass.</summary>
[GenerateSerializer, Alias("orleans.video.ModelSetAbsentException")]
internal sealed class ModelSetAbsentException(string message) : OrleansException(message);

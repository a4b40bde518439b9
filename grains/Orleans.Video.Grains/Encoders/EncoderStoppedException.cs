namespace Orleans.Video.Grains.Encoders;

/// <summary>An encoder stops with its silo and has not encoded a request: another one can.</summary>
[GenerateSerializer, Alias("orleans.video.EncoderStopped")]
internal sealed class EncoderStoppedException(string message) : OperationCanceledException(message);

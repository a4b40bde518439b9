namespace Orleans.Video.Inference.Speech;

/// <summary>A recogniser that this machine does not have. The message names it and what to install.</summary>
public sealed class SpeechEngineMissingException(string message, Exception? inner = null) : Exception(message, inner);

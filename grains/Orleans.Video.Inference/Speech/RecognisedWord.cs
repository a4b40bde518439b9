namespace Orleans.Video.Inference.Speech;

/// <summary>A word that a recogniser heard.</summary>
/// <param name="Text">The word, in lower case unless the engine's vocabulary has it otherwise.</param>
/// <param name="Start">Seconds from the first sample that the recogniser was given.</param>
/// <param name="End">Seconds from there; above <paramref name="Start"/>.</param>
/// <param name="Confidence">0 to 1.</param>
public readonly record struct RecognisedWord(string Text, double Start, double End, float Confidence);

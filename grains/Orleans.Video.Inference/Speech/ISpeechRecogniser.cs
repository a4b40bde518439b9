namespace Orleans.Video.Inference.Speech;

/// <summary>
/// Turns sound in which somebody speaks into words with times. What it makes of a sound depends on that sound alone, not on what it heard
/// before: so a stretch that is heard again after a crash gives the same words.
/// </summary>
public interface ISpeechRecogniser
{
    /// <summary>The engine's name, such as <c>pocketsphinx</c>.</summary>
    string Engine { get; }

    /// <summary>The model that it listens with, such as <c>en-us</c>.</summary>
    string Model { get; }

    /// <summary>Recognises one stretch of speech.</summary>
    /// <param name="samples"><c>int16[n]</c>, mono at <see cref="SpeechSound.SampleRate"/>, at most half a minute; not changed until the task ends.</param>
    /// <param name="hotWords">Words that are likely, such as those of the title; an engine may ignore them.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>In order of time; empty when no word was heard.</returns>
    /// <exception cref="SpeechEngineMissingException">The engine is not on this machine.</exception>
    Task<IReadOnlyList<RecognisedWord>> RecogniseAsync(ReadOnlyMemory<short> samples, IReadOnlyList<string> hotWords, CancellationToken cancellationToken);
}

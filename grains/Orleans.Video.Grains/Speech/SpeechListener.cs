using Orleans.Video.Grains.Telemetry;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Media.Reading;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Grains.Speech;

/// <summary>
/// Listens to the sound of one video, segment by segment and in order. Words belong to the segment in which the pause behind them was heard: what is said
/// across the border of two segments is held back, at most as long as the longest stretch, and comes out whole.
/// </summary>
internal sealed class SpeechListener
{
    private readonly SpeechChoice _choice;
    private readonly IReadOnlyList<string> _hotWords;
    private readonly SpeechDetector _detector;
    private readonly bool _serve;
    private readonly string _revision;

    /// <param name="choice">Who listens; there must be somebody.</param>
    /// <param name="hotWords">Words that are likely.</param>
    /// <param name="revision">The revision that is read.</param>
    /// <param name="serve">Whether the index may answer with its words already.</param>
    /// <param name="secondsPerSegment">Seconds of every segment but the last.</param>
    /// <param name="firstSegment">The first segment whose words are wanted.</param>
    /// <param name="settled">What is stored of the segment before it; null: nothing.</param>
    public SpeechListener(SpeechChoice choice, IReadOnlyList<string> hotWords, string revision, bool serve, int secondsPerSegment, int firstSegment, long? settled)
    {
        (_choice, _hotWords, _revision, _serve) = (choice, hotWords, revision, serve);
        var samples = (long)secondsPerSegment * SpeechSound.SampleRate;
        var from = settled ?? Math.Max(0, (firstSegment * samples) - SpeechDetector.IdleTime);
        FirstSegment = (int)Math.Min(firstSegment, Math.Max(0, from - SpeechDetector.LookBack) / samples);
        _detector = new SpeechDetector(FirstSegment * samples, from);
    }

    /// <summary>The segment from which it must hear everything.</summary>
    public int FirstSegment { get; }

    /// <summary>Hears a segment, and begins to recognise what is final.</summary>
    /// <returns>Its words, once they are recognised; the segment may be disposed before.</returns>
    public Task<HeardWords?> ListenAsync(MediaSegment segment, CancellationToken cancellationToken)
    {
        var samples = segment.HasAudio ? segment.Samples.Span : new short[segment.Seconds * SpeechSound.SampleRate];
        var stretches = _detector.Add(samples);
        if (segment.IsLast) stretches = [.. stretches, .. _detector.End()];
        var settled = segment.IsLast || _detector.IsIdle ? (long?)null : _detector.Settled;
        return RecogniseAsync(stretches, settled, segment.Index, cancellationToken);
    }

    private async Task<HeardWords?> RecogniseAsync(IReadOnlyList<SpeechStretch> stretches, long? settled, int segment, CancellationToken cancellationToken)
    {
        var words = new List<SpokenWord>();
        var heard = await Task.WhenAll(stretches.Select(stretch => _choice.Recogniser!.RecogniseAsync(stretch.Samples, _hotWords, cancellationToken)));
        for (var i = 0; i < stretches.Count; i++)
            words.AddRange(heard[i].Select(word => new SpokenWord(word.Text, stretches[i].StartSecond + word.Start, stretches[i].StartSecond + word.End, word.Confidence)));
        PipelineInstruments.SpeechSeconds.Add(stretches.Sum(stretch => stretch.Samples.Length) / (double)SpeechSound.SampleRate);
        return new HeardWords(new SegmentWords(_revision, segment, _choice.Language, $"{_choice.Recogniser!.Engine}:{_choice.Recogniser.Model}", words, _serve), settled);
    }
}

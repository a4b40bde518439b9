namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>
/// Finds the token sequence of which the sum over all paths that read as it is greatest, together with what a language model and hot words
/// say of its words. Prefix search after Graves (2006) with the blank and non-blank ends kept apart (Hannun et al., arXiv 1408.2873),
/// in log space. With a beam wide enough it is exact.
/// </summary>
public sealed class PrefixBeamSearch
{
    private readonly CtcVocabulary _vocabulary;
    private readonly BeamSearchOptions _options;
    private readonly HotWords _hotWords;
    private readonly double _leastLogProbability;

    /// <summary>A search over the tokens of a vocabulary.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public PrefixBeamSearch(CtcVocabulary vocabulary, BeamSearchOptions? options = null)
    {
        _vocabulary = vocabulary;
        _options = options ?? new BeamSearchOptions();
        if (_options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        _hotWords = new HotWords(_options.HotWords, _options.HotWordScore);
        _leastLogProbability = Math.Log(_options.LeastProbability);
    }

    /// <summary>The best sequence, word boundaries among its tokens.</summary>
    public BeamResult Decode(LogProbabilities frames) => DecodeAll(frames)[0];

    /// <summary>The sequences that were left in the beam, best first. Sequences that score the same are ordered by their tokens.</summary>
    public IReadOnlyList<BeamResult> DecodeAll(LogProbabilities frames)
    {
        if (frames.Tokens != _vocabulary.Count) throw new ArgumentException($"the frames have {frames.Tokens} columns, the vocabulary {_vocabulary.Count}", nameof(frames));
        var root = new Prefix(_options.LanguageModel);
        root.Start();
        List<Prefix> beam = [root];
        var touched = new List<Prefix>();
        for (var frame = 0; frame < frames.Frames; frame++)
        {
            touched.Clear();
            foreach (var prefix in beam) Extend(prefix, frames[frame], frame, touched);
            foreach (var prefix in touched) prefix.Advance();
            if (touched.Count > _options.Width)
            {
                touched.Sort(static (a, b) => b.Score.CompareTo(a.Score));
                for (var i = _options.Width; i < touched.Count; i++) touched[i].Drop();
                touched.RemoveRange(_options.Width, touched.Count - _options.Width);
            }

            (beam, touched) = (touched, beam);
        }

        var results = beam.Select(prefix => new BeamResult(prefix.Tokens(), prefix.LogProbability, prefix.LogProbability + Finished(prefix))).ToList();
        results.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : Compare(a.Tokens, b.Tokens));
        return results;
    }

    private void Extend(Prefix prefix, ReadOnlySpan<float> row, int frame, List<Prefix> touched)
    {
        prefix.Touch(frame, touched);
        prefix.AddBlank(prefix.LogProbability + row[_vocabulary.Blank]);
        if (prefix.Token >= 0) prefix.AddToken(prefix.EndsInToken + row[prefix.Token]);
        for (var token = 0; token < row.Length; token++)
        {
            if (token == _vocabulary.Blank || row[token] < _leastLogProbability || !_vocabulary.IsSpoken(token)) continue;
            // The same token again is another one only after a blank.
            var before = token == prefix.Token ? prefix.EndsInBlank : prefix.LogProbability;
            if (double.IsNegativeInfinity(before + row[token])) continue;
            var longer = prefix.Child(token) ?? Grow(prefix, token);
            longer.Touch(frame, touched);
            longer.AddToken(before + row[token]);
        }
    }

    private Prefix Grow(Prefix prefix, int token)
    {
        if (token != _vocabulary.Boundary)
        {
            var word = prefix.Word + _vocabulary.TextOf(token);
            return prefix.Add(token, word, prefix.Context, prefix.Words, _hotWords.OfBeginning(word));
        }

        if (prefix.Word.Length == 0) return prefix.Add(token, "", prefix.Context, prefix.Words, 0);
        var (score, context) = ScoreWord(prefix);
        return prefix.Add(token, "", context, prefix.Words + score, 0);
    }

    private (double Score, IReadOnlyList<int> Context) ScoreWord(Prefix prefix)
    {
        var score = _hotWords.OfWord(prefix.Word);
        if (_options.LanguageModel is not { } model) return (score, prefix.Context);
        var (logProbability, context) = model.Score(prefix.Context, prefix.Word);
        return (score + (_options.LanguageWeight * logProbability) + _options.WordScore, context);
    }

    // The end of the sound ends the last word too.
    private double Finished(Prefix prefix) => prefix.Words + (prefix.Word.Length == 0 ? 0 : ScoreWord(prefix).Score);

    private static int Compare(IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
            if (a[i] != b[i]) return a[i].CompareTo(b[i]);
        return a.Count.CompareTo(b.Count);
    }
}

/// <summary>A sequence that a beam search found.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="LogProbability">The natural logarithm of the probability of its sound: the sum over all paths that were followed.</param>
/// <param name="Score">That, with what the language model and hot words say.</param>
public sealed record BeamResult(IReadOnlyList<int> Tokens, double LogProbability, double Score);

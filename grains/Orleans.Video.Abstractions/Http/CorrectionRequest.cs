using Orleans.Video.Transcripts;

namespace Orleans.Video.Http;

/// <summary>What <c>PUT /v1/videos/{id}/transcript</c> takes: all that people say is said, in place of what was heard in these times and of every earlier correction.</summary>
public sealed record CorrectionRequest
{
    /// <summary>In order of time, without overlap; none takes all corrections back. At most 20,000, each of 1 to 2,000 characters.</summary>
    public required IReadOnlyList<Sentence> Sentences { get; init; }

    /// <summary>What is wrong with it, with the remedy; null when nothing is.</summary>
    public string? Check()
    {
        if (Sentences.Count > RequestLimits.Sentences) return $"there are {Sentences.Count} sentences, at most {RequestLimits.Sentences} are taken";
        var last = 0.0;
        for (var i = 0; i < Sentences.Count; i++)
        {
            if (Sentences[i] is not { } sentence) return $"sentence {i + 1} is null: leave it out";
            if (string.IsNullOrWhiteSpace(sentence.Text) || sentence.Text.Length > RequestLimits.Sentence || sentence.Text.Any(char.IsControl))
                return $"the text of sentence {i + 1} must have 1 to {RequestLimits.Sentence} characters without control characters";
            if (!double.IsFinite(sentence.Start) || !double.IsFinite(sentence.End) || sentence.Start < 0 || sentence.End <= sentence.Start || sentence.End > RequestLimits.Second)
                return $"sentence {i + 1} goes from {sentence.Start} to {sentence.End} s: it must begin at 0 or later, and end after that and before {RequestLimits.Second}";
            if (sentence.Start < last) return $"sentence {i + 1} begins at {sentence.Start} s, before the one before it ends at {last} s: give them in order, without overlap";
            last = sentence.End;
        }

        return null;
    }
}

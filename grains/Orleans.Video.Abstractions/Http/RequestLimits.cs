namespace Orleans.Video.Http;

/// <summary>The greatest sizes of what a request may carry.</summary>
public static class RequestLimits
{
    /// <summary>Characters in a title.</summary>
    public const int Title = 1_000;

    /// <summary>Characters in a caption.</summary>
    public const int Caption = 10_000;

    /// <summary>Characters in a description.</summary>
    public const int Description = 100_000;

    /// <summary>Characters in a language tag.</summary>
    public const int Language = 35;

    /// <summary>Characters in an audience.</summary>
    public const int Audience = 64;

    /// <summary>Characters in a learning label.</summary>
    public const int Learn = 64;

    /// <summary>Characters in an event id.</summary>
    public const int EventId = 256;

    /// <summary>Characters in a media reference.</summary>
    public const int Uri = 4_096;

    /// <summary>Characters in the words of a search.</summary>
    public const int Words = 1_000;

    /// <summary>Results of one search.</summary>
    public const int Results = 1_000;

    /// <summary>Videos in one page of a listing.</summary>
    public const int Page = 1_000;

    /// <summary>Sentences of one correction.</summary>
    public const int Sentences = 20_000;

    /// <summary>Characters in a corrected sentence.</summary>
    public const int Sentence = 2_000;

    /// <summary>The last second that a correction may name: ten days.</summary>
    public const double Second = 864_000;

    /// <summary>Bytes in the JSON body of a correction: what is said in ten hours fits.</summary>
    public const int CorrectionBytes = 8 << 20;

    /// <summary>Bytes in a JSON body: every text at its limit, escaped, fits.</summary>
    public const int JsonBytes = 1 << 20;
}

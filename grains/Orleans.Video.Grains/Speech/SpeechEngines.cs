using System.Runtime.CompilerServices;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Grains.Serving;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Inference.Speech.PocketSphinx;

namespace Orleans.Video.Grains.Speech;

/// <summary>The recognisers of this silo, chosen by language and model set: the set's own speech encoder first. PocketSphinx is the one that is there without a download; it hears English.</summary>
internal sealed class SpeechEngines(VideoPipelineOptions options, EncoderRouter router, SphinxModel? sphinx = null) : IAsyncDisposable
{
    private readonly ConditionalWeakTable<OpenedModelSet, EncodedRecogniser> _encoded = [];
    private readonly SphinxModel _model = sphinx ?? SphinxModel.EnglishUs;
    private readonly Lazy<SphinxRecogniser> _sphinx = new(() => new SphinxRecogniser(options.SpeechThreads, sphinx));

    /// <summary>Who listens to a video.</summary>
    /// <param name="set">The model set that reads it.</param>
    /// <param name="language">The BCP 47 tag of the upload; null when it names none.</param>
    /// <param name="track">The language of the audio track as its container gives it, such as <c>eng</c>; null when it gives none.</param>
    public SpeechChoice For(OpenedModelSet set, string? language, string? track)
    {
        if (!options.Speech) return new SpeechChoice(null, options.SpeechLanguage, null);
        var spoken = language ?? (track is null or "und" or "" ? options.SpeechLanguage : track);
        var primary = PrimaryOf(spoken);
        if (set.Set.Manifest.Speech is { } encoder && encoder.Languages.Contains(primary)) return new SpeechChoice(_encoded.GetValue(set, opened => new EncodedRecogniser(router, opened)), language ?? primary, null);
        if (primary != _model.Language)
            return new SpeechChoice(null, spoken, $"its speech is not transcribed: no recogniser of this system serves the language {spoken}; import a speech encoder for it (video models import --modality speech)");
        return _model.Problem() is { } problem
            ? new SpeechChoice(null, spoken, $"its speech is not transcribed: {problem}")
            : new SpeechChoice(_sphinx.Value, language ?? primary, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sphinx.IsValueCreated) await _sphinx.Value.DisposeAsync();
    }

    // Containers name languages by three letters (ISO 639-2), uploads by BCP 47.
    private static string PrimaryOf(string tag) => tag.Split('-', '_')[0].ToLowerInvariant() switch
    {
        "eng" => "en",
        var primary => primary,
    };
}

/// <summary>Who listens to a video.</summary>
/// <param name="Recogniser">The recogniser; null when none does.</param>
/// <param name="Language">The language that is taken to be spoken.</param>
/// <param name="Problem">For people: why none listens, and what to do; null when one does, or when nobody wants it.</param>
internal sealed record SpeechChoice(ISpeechRecogniser? Recogniser, string Language, string? Problem)
{
    private const int MostLikelyWords = 100;

    /// <summary>The words of texts that people gave a video: names in them are likely to be said.</summary>
    public static IReadOnlyList<string> LikelyWords(params ReadOnlySpan<string?> texts)
    {
        var words = new List<string>();
        foreach (var text in texts)
            words.AddRange(new string([.. (text ?? "").Select(static c => char.IsLetter(c) || c == '\'' ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return [.. words.Where(static word => word.Length > 2).Distinct().Take(MostLikelyWords)];
    }
}

using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Orleans.Video.Embeddings;
using Orleans.Video.Http;
using Orleans.Video.Search;
using Orleans.Video.Transcripts;

namespace Orleans.Video.Client;

public sealed partial class VideoClient
{
    /// <summary>What is said in a video; null when nothing was heard in it or its model set has no recogniser.</summary>
    public Task<Transcript?> GetTranscriptAsync(string id, CancellationToken cancellationToken = default) =>
        FindJsonAsync<Transcript>(PathOf(id, "/transcript"), [ProblemTypes.NothingHeard, ProblemTypes.NoRecogniser], cancellationToken);

    /// <summary>The same as captions; null when there are none.</summary>
    /// <param name="id">The video.</param>
    /// <param name="format"><c>vtt</c> or <c>srt</c>.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    public async Task<string?> GetCaptionsAsync(string id, string format = "vtt", CancellationToken cancellationToken = default)
    {
        using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, PathOf(id, "/transcript" + Query(("format", format)))), Patience, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(reply, cancellationToken);
            return await reply.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (VideoApiException none) when (none.Problem.Type is ProblemTypes.NothingHeard or ProblemTypes.NoRecogniser)
        {
            return null;
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw NoAnswer($"the captions of video {id} broke off ({cause.Message}): try again", cause);
        }
    }

    /// <summary>Puts what people say is said in place of what was heard in those times, and of every earlier correction; none takes all corrections back.</summary>
    /// <returns>The transcript with it; null when nothing is left in it.</returns>
    public async Task<Transcript?> CorrectTranscriptAsync(string id, IReadOnlyList<Sentence> sentences, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(new CorrectionRequest { Sentences = sentences }, options: VideoJson.Lenient);
        using var request = new HttpRequestMessage(HttpMethod.Put, PathOf(id, "/transcript")) { Content = content };
        using var reply = await SendAsync(request, Patience, cancellationToken);
        await ThrowIfRefusedAsync(reply, cancellationToken);
        return reply.StatusCode == System.Net.HttpStatusCode.NoContent ? null : await ReadAsync<Transcript>(reply, cancellationToken);
    }

    /// <summary>The vectors of a whole video, all or those of one modality; null when it has none yet.</summary>
    public Task<VideoVectors?> GetEmbeddingAsync(string id, string? modality = null, CancellationToken cancellationToken = default) =>
        FindJsonAsync<VideoVectors>(PathOf(id, "/embedding" + Query(("modality", modality))), [ProblemTypes.NoVectors], cancellationToken);

    /// <summary>The vectors of a video's seconds, segment by segment as the server reads them; none when it has none yet.</summary>
    public async IAsyncEnumerable<SegmentEmbedding> GetSecondsAsync(string id, string? modality = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = PathOf(id, "/embedding" + Query(("modality", modality), ("seconds", "true")));
        using var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), Patience, cancellationToken);
        try
        {
            await ThrowIfRefusedAsync(reply, cancellationToken);
        }
        catch (VideoApiException none) when (none.Problem.Type == ProblemTypes.NoVectors)
        {
            yield break;
        }

        await using var segments = reply.Content.ReadFromJsonAsAsyncEnumerable<SegmentEmbedding>(VideoJson.Lenient, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await segments.MoveNextAsync()) break;
            }
            catch (Exception cause) when (cause is HttpRequestException or IOException or JsonException)
            {
                throw NoAnswer($"the vectors of video {id} broke off ({cause.Message}): try again", cause);
            }

            if (segments.Current is { } segment) yield return segment;
        }
    }

    /// <summary>Videos that look or sound like one.</summary>
    /// <param name="id">The example.</param>
    /// <param name="by"><c>visual</c>, <c>audio</c> or <c>both</c>.</param>
    /// <param name="k">Results wanted, 1 to 1,000.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    public Task<SearchReply> SimilarAsync(string id, string by = "both", int k = 10, CancellationToken cancellationToken = default) =>
        GetJsonAsync<SearchReply>(PathOf(id, "/similar" + Query(("by", by), ("k", k.ToString()))), cancellationToken);

    /// <summary>Videos or moments by words.</summary>
    /// <param name="words">What to look for; "double quotes" make a phrase, a trailing * a prefix.</param>
    /// <param name="scope">Videos or moments.</param>
    /// <param name="modalities">Which evidence counts; null or empty: all that the model set can rank.</param>
    /// <param name="k">Results wanted, 1 to 1,000.</param>
    /// <param name="language">BCP 47 tag of the words; null: any.</param>
    /// <param name="cancellationToken">Gives the question up.</param>
    public Task<SearchReply> SearchAsync(
        string words,
        SearchScope scope = SearchScope.Video,
        IReadOnlyList<string>? modalities = null,
        int k = 10,
        string? language = null,
        CancellationToken cancellationToken = default) =>
        GetJsonAsync<SearchReply>(
            "v1/search" + Query(
                ("q", words),
                ("in", scope == SearchScope.Moment ? "moment" : "video"),
                ("modality", modalities is { Count: > 0 } ? string.Join(',', modalities) : null),
                ("k", k.ToString()),
                ("language", language)),
            cancellationToken);
}

using System.Runtime.InteropServices;
using Orleans.Video.Retrieval.Vectors;

namespace Orleans.Video.Retrieval;

/// <summary>A stretch of a video with a score of its own, to be merged with its neighbours.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Start">Seconds of presentation time; finite.</param>
/// <param name="End">Seconds of presentation time; finite, not before <paramref name="Start"/>.</param>
/// <param name="Score">How well it answers; higher is better, not NaN.</param>
public readonly record struct TimedHit(string VideoId, double Start, double End, double Score);

/// <summary>A part of a video that answers a query.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Start">Where it begins, in seconds of presentation time.</param>
/// <param name="End">Where it ends, in seconds of presentation time.</param>
/// <param name="Score">The best score of the hits in it.</param>
/// <param name="BestStart">The start of the (first) hit with that score: where to look first.</param>
public sealed record Moment(string VideoId, double Start, double End, double Score, double BestStart);

/// <summary>Merges neighbouring hits of one video into moments.</summary>
public static class MomentSpans
{
    /// <summary>Hits with at most this many seconds between them belong to one moment: one missed second does not cut a scene in two.</summary>
    public const double DefaultGap = 1;

    /// <summary>
    /// Keeps of each video the seconds that stand out in it: those whose score lies in the upper half between the least of all hits and the video's best. Where more seconds were asked for
    /// than answer, a moment would else be the whole video.
    /// </summary>
    /// <param name="hits">The hits of any number of videos.</param>
    /// <returns>Those that stand out, in the same order; the best of each video among them.</returns>
    public static IReadOnlyList<VectorHit> Peaks(IReadOnlyList<VectorHit> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        if (hits.Count == 0) return hits;
        var least = hits.Min(static hit => hit.Score);
        var best = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var hit in hits) best[hit.VideoId] = Math.Max(hit.Score, best.GetValueOrDefault(hit.VideoId, float.NegativeInfinity));
        return [.. hits.Where(hit => hit.Score - least >= (best[hit.VideoId] - least) / 2)];
    }

    /// <summary>Merges hits of vectors, each of which covers one second.</summary>
    /// <inheritdoc cref="Merge(IEnumerable{TimedHit}, double)"/>
    public static IReadOnlyList<Moment> Merge(IEnumerable<VectorHit> hits, double maxGap = DefaultGap)
    {
        ArgumentNullException.ThrowIfNull(hits);
        return Merge(hits.Select(static hit => new TimedHit(hit.VideoId, hit.Second, hit.Second + 1.0, hit.Score)), maxGap);
    }

    /// <summary>Merges hits in any order that overlap or lie close together.</summary>
    /// <param name="hits">The hits of any number of videos.</param>
    /// <param name="maxGap">The most seconds between the end of a moment and the start of the next hit for the two to be one. Not negative.</param>
    /// <returns>Best first; equal scores by video id (ordinal), then by start.</returns>
    /// <exception cref="ArgumentException">A time, a score or the gap is not as described.</exception>
    public static IReadOnlyList<Moment> Merge(IEnumerable<TimedHit> hits, double maxGap = DefaultGap)
    {
        ArgumentNullException.ThrowIfNull(hits);
        if (!(maxGap >= 0)) throw new ArgumentException($"the gap between moments is {maxGap} s: give at least 0", nameof(maxGap));

        var sorted = hits.ToList();
        foreach (ref readonly var hit in CollectionsMarshal.AsSpan(sorted))
        {
            if (!double.IsFinite(hit.Start) || !double.IsFinite(hit.End) || hit.End < hit.Start || double.IsNaN(hit.Score))
                throw new ArgumentException($"a hit of video '{hit.VideoId}' has the times {hit.Start} to {hit.End} s and the score {hit.Score}: times must be finite and in order, the score a number", nameof(hits));
        }

        sorted.Sort(static (a, b) =>
        {
            var byVideo = string.CompareOrdinal(a.VideoId, b.VideoId);
            if (byVideo != 0) return byVideo;
            var byStart = a.Start.CompareTo(b.Start);
            return byStart != 0 ? byStart : a.End.CompareTo(b.End);
        });

        var moments = new List<Moment>();
        foreach (var hit in sorted)
        {
            if (moments.Count > 0 && moments[^1] is var last && last.VideoId == hit.VideoId && hit.Start - last.End <= maxGap)
            {
                var better = hit.Score > last.Score;
                moments[^1] = last with
                {
                    End = Math.Max(last.End, hit.End),
                    Score = better ? hit.Score : last.Score,
                    BestStart = better ? hit.Start : last.BestStart,
                };
            }
            else
            {
                moments.Add(new Moment(hit.VideoId, hit.Start, hit.End, hit.Score, hit.Start));
            }
        }

        moments.Sort(static (a, b) =>
        {
            var byScore = b.Score.CompareTo(a.Score);
            if (byScore != 0) return byScore;
            var byVideo = string.CompareOrdinal(a.VideoId, b.VideoId);
            return byVideo != 0 ? byVideo : a.Start.CompareTo(b.Start);
        });
        return moments;
    }
}

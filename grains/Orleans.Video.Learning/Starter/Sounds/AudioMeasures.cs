using System.Numerics.Tensors;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>How good an audio encoder is on sounds that it has not learned from.</summary>
/// <param name="AcrossVoices">The share of spoken words whose nearest neighbour by another voice is the same word, 0–1.</param>
/// <param name="Kinds">For each kind, the share of its sounds that are nearest to the kind's own vector, 0–1.</param>
internal sealed record AudioMeasures(double AcrossVoices, IReadOnlyDictionary<SoundKind, double> Kinds)
{
    /// <summary>The mean over the kinds.</summary>
    public double KindsToldApart => Kinds.Values.Average();

    /// <summary>As people write it.</summary>
    public override string ToString() => FormattableString.Invariant($"1-nearest-neighbour across voices {AcrossVoices:P1}; kinds {KindsToldApart:P1} ({string.Join(", ", Kinds.Select(static k => FormattableString.Invariant($"{k.Key} {k.Value:P1}")))})");

    /// <summary>Measures.</summary>
    /// <param name="forward">The encoder.</param>
    /// <param name="heldOut">Sounds, of every kind.</param>
    /// <param name="kinds">The kinds' vectors, rows of length one, in the order of <see cref="SoundKind"/>.</param>
    /// <param name="seed">Where the sounds that are made begin; another than that of training.</param>
    public static AudioMeasures Of(AudioForward forward, SoundBank heldOut, IReadOnlyList<float[]> kinds, ulong seed)
    {
        var vectors = forward.Encode([.. heldOut.Facts.Select((_, item) => heldOut.Samples(item, heldOut.SampleRate, Draws.SeedOf(seed, item)).ToArray())]);
        var spoken = heldOut.Facts.Select(static (facts, item) => (facts, item)).Where(static x => x.facts.Kind == SoundKind.Speech).Select(static x => x.item).ToArray();
        var right = heldOut.Facts.Select((facts, item) => (facts.Kind, IsRight: Nearest(vectors[item], kinds) == (int)facts.Kind));
        return new AudioMeasures(
            NearestAcrossVoices([.. spoken.Select(i => (vectors[i], heldOut.Facts[i]))]),
            right.GroupBy(static r => r.Kind).OrderBy(static g => g.Key).ToDictionary(static g => g.Key, static g => g.Average(static r => r.IsRight ? 1.0 : 0)));
    }

    /// <summary>The share of vectors whose nearest neighbour by another voice has the same name; those without any other voice are not counted.</summary>
    /// <param name="sounds">Vectors of length one, and what is true of their sounds.</param>
    public static double NearestAcrossVoices(IReadOnlyList<(float[] Vector, SoundFacts Facts)> sounds)
    {
        var (right, asked) = (0, 0);
        foreach (var (vector, facts) in sounds)
        {
            var others = sounds.Where(other => other.Facts.Voice != facts.Voice).ToArray();
            if (others.Length == 0) continue;
            asked++;
            if (others[Nearest(vector, [.. others.Select(static o => o.Vector)])].Facts.Name == facts.Name) right++;
        }

        return asked == 0 ? 0 : (double)right / asked;
    }

    private static int Nearest(float[] vector, IReadOnlyList<float[]> to)
    {
        var (best, likeness) = (0, float.NegativeInfinity);
        for (var i = 0; i < to.Count; i++)
        {
            var dot = TensorPrimitives.Dot<float>(vector, to[i]);
            if (dot > likeness) (best, likeness) = (i, dot);
        }

        return best;
    }
}

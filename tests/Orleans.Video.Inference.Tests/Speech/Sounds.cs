using Orleans.Video.Testing;

namespace Orleans.Video.Inference.Tests.Speech;

/// <summary>Sounds that are made, 16 kHz mono, and spoken ones of the test data.</summary>
internal static class Sounds
{
    public const int Rate = 16_000;

    public static short[] Make(double seconds, Func<double, double> wave) =>
        [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (short)Math.Clamp(wave((double)i / Rate) * 32767, -32768, 32767))];

    public static short[] Silence(double seconds) => new short[(int)(seconds * Rate)];

    public static short[] Noise(double seconds, double loud, int seed = 1)
    {
        var random = new Random(seed);
        return Make(seconds, _ => loud * ((2 * random.NextDouble()) - 1));
    }

    /// <summary>Notes of six harmonics that fade away.</summary>
    public static short[] Melody(double seconds, double notesPerSecond) => Make(seconds, t =>
    {
        double[] scale = [261.6, 293.7, 329.6, 392, 440, 523.3, 392, 329.6];
        var note = (int)(t * notesPerSecond);
        return 0.3 * Math.Exp(-3 * ((t * notesPerSecond) - note)) * Harmonics(t, scale[note * 3 % 8]);
    });

    public static short[] Chord(double seconds) => Make(seconds, t => 0.1 * (Harmonics(t, 261.6) + Harmonics(t, 329.6) + Harmonics(t, 392)));

    /// <summary>A clip of <c>clips/speech</c>; skips the test when it is absent.</summary>
    public static short[] Spoken(string name) => Wav.Read(TestData.Require($"clips/speech/{name}"));

    /// <summary>What is said in the clips: file and words.</summary>
    public static (string File, string Words)[] SpokenClips() =>
        [.. File.ReadLines(TestData.Require("clips/speech/transcripts.tsv")).Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]))];

    private static double Harmonics(double t, double hertz) => Enumerable.Range(1, 6).Sum(k => Math.Sin(2 * Math.PI * hertz * k * t) / k);
}

namespace Orleans.Video.Learning.Data.Sounds;

/// <summary>A recording.</summary>
/// <param name="Name">Where it came from, for messages.</param>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Group">What must not be on both sides of a comparison, such as the speaker; empty without.</param>
/// <param name="Samples"><c>int16[]</c>, mono, full scale at 32768.</param>
public sealed record LabelledSound(string Name, int Label, string Group, short[] Samples);

/// <summary>Recordings of one sample rate, all in memory.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Sounds">The recordings.</param>
public sealed record SoundSet(int SampleRate, IReadOnlyList<LabelledSound> Sounds);

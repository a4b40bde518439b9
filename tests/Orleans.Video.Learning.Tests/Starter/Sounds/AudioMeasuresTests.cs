using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Starter.Sounds;

namespace Orleans.Video.Learning.Tests.Starter.Sounds;

/// <summary>How an audio encoder is measured.</summary>
public sealed class AudioMeasuresTests
{
    [Fact]
    public void A_neighbour_is_never_of_the_same_voice()
    {
        SoundFacts Of(string name, string voice) => new(SoundKind.Speech, name, voice);
        // Each is nearest to another word of its own voice; across voices only the second and the fourth find their word.
        Assert.Equal(0.5, AudioMeasures.NearestAcrossVoices(
        [
            ([1, 0], Of("one", "ann")), ([0.98f, 0.199f], Of("two", "ann")), ([-0.6f, 0.8f], Of("one", "bob")), ([0.6f, 0.8f], Of("two", "bob")),
        ]));
        Assert.Equal(0, AudioMeasures.NearestAcrossVoices([([1, 0], Of("one", "ann")), ([1, 0], Of("one", "ann"))]));
    }
}

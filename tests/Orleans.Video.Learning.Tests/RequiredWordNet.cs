using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Tests;

/// <summary>WordNet, read once a run.</summary>
internal static class RequiredWordNet
{
    private static readonly Lazy<WordNet> Read = new(static () => WordNet.Open());

    /// <summary>Skips the calling test, saying why, where WordNet is not installed.</summary>
    public static WordNet Value
    {
        get
        {
            if (!File.Exists(Path.Combine(WordNet.DebianFolder, "data.noun"))) Assert.Skip("needs WordNet: apt-get install wordnet-base");
            return Read.Value;
        }
    }
}

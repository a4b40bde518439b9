using System.Security.Cryptography;
using System.Text;

namespace Orleans.Video.Learning.Fusion;

/// <summary>A video to learn from: the vectors of its seconds and what is said of it.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Texts">Its texts by kind (title, caption, description, what is spoken), those that it has, each kind with at least one; the first of the first kind is what it is searched by when it is measured.</param>
/// <param name="Seconds">S, at least one of which has pictures or sound.</param>
/// <param name="Visual"><c>float[S, Dv]</c>; zeros where absent.</param>
/// <param name="Audio"><c>float[S, Da]</c>; zeros where absent.</param>
/// <param name="VideoPresent">A flag a second.</param>
/// <param name="AudioPresent">A flag a second.</param>
public sealed record FusionExample(
    string VideoId, IReadOnlyList<IReadOnlyList<string>> Texts, int Seconds, float[] Visual, float[] Audio, bool[] VideoPresent, bool[] AudioPresent)
{
    private const int Parts = 10;

    /// <summary>Whether the video is of the tenth that is kept aside: by a hash of its id, so that it is in every run, and no run learns from what another was measured on.</summary>
    public bool IsHeldOut => SHA256.HashData(Encoding.UTF8.GetBytes(VideoId))[0] % Parts == 0;

    /// <summary>Overwrites the vectors, once the video is no longer to be learned from.</summary>
    internal void Wipe()
    {
        Array.Clear(Visual);
        Array.Clear(Audio);
    }
}

using Orleans.Video.Videos;

namespace Orleans.Video.Grains.Examples;

/// <summary>A video that models may learn from: what one model set made of it, and what is said of it.</summary>
/// <param name="VideoId">The video.</param>
/// <param name="Revision">Its newest revision, which serves.</param>
/// <param name="Life">The life that it was read in.</param>
/// <param name="Texts">Title, caption, description and what is spoken, those that it has, each as one or several texts.</param>
/// <param name="Seconds">S, from its first second on.</param>
/// <param name="Visual"><c>float[S, Dv]</c>; zeros where absent.</param>
/// <param name="Audio"><c>float[S, Da]</c>; zeros where absent.</param>
/// <param name="VideoPresent">A flag a second.</param>
/// <param name="AudioPresent">A flag a second.</param>
public sealed record StoredExample(
    string VideoId,
    string Revision,
    VideoLife Life,
    IReadOnlyList<IReadOnlyList<string>> Texts,
    int Seconds,
    float[] Visual,
    float[] Audio,
    bool[] VideoPresent,
    bool[] AudioPresent);

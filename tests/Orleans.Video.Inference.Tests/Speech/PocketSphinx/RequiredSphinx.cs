using Orleans.Video.Inference.Speech.PocketSphinx;
using Xunit;

namespace Orleans.Video.Inference.Tests.Speech.PocketSphinx;

/// <summary>Skips a test, saying what to install, where the recogniser is absent.</summary>
internal static class RequiredSphinx
{
    public static void Check()
    {
        if (SphinxModel.EnglishUs.Problem() is { } problem) Assert.Skip(problem);
    }
}

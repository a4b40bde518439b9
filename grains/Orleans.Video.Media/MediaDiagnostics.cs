using System.Diagnostics;

namespace Orleans.Video.Media;

/// <summary>The spans of media work.</summary>
public static class MediaDiagnostics
{
    /// <summary>The activity source to listen to.</summary>
    public const string SourceName = "Orleans.Video.Media";

    internal const string Open = "media open", Probe = "media probe", Read = "media read", Image = "media image";

    internal static readonly ActivitySource Source = new(SourceName);
}

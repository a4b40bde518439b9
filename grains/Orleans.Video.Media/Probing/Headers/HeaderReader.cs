using System.Text.Json;
using FFMpegCore;
using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>
/// Answers what ffprobe would answer, for ordinary files only, by reading their headers in this process: a child of ffmpeg's libraries takes
/// some hundred milliseconds of processor time to load, whatever it is asked. Whatever is unusual, inconsistent, cut or long gives null,
/// and ffprobe decides. At most a few MiB are read, in one pass, and nothing is decoded.
/// </summary>
/// <remarks>
/// Read are MP4 and its kin, not fragmented (H.264, HEVC, AAC-LC, timed text), and Matroska and WebM of known length (H.264, HEVC, VP8, VP9,
/// AAC-LC, plain subtitles). WAVE is not: ffprobe looks into the samples for S/PDIF and DTS, and so would have to be followed into them.
/// </remarks>
internal static class HeaderReader
{
    private const int Signature = 12;

    private static ReadOnlySpan<byte> EbmlSignature => [0x1A, 0x45, 0xDF, 0xA3];

    /// <summary>What ffprobe would say, or null when that is not certain.</summary>
    public static FFProbeAnalysis? Read(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[Signature];
        if (RandomAccess.Read(file, start, 0) < Signature) return null;
        var answer = start[4..8].SequenceEqual("ftyp"u8) ? IsoFile.Read(file)
            : start[..4].SequenceEqual(EbmlSignature) ? MatroskaFile.Read(file)
            : null;
        return answer?.Deserialize<FFProbeAnalysis>();
    }
}

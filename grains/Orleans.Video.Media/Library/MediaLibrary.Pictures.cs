using Orleans.Video.Media.Reading;

namespace Orleans.Video.Media.Library;

public sealed partial class MediaLibrary
{
    /// <summary>
    /// Decodes many JPEG pictures by one child, thousands of small ones a second. A picture that is damaged, too large or none at all is left out;
    /// the others are decoded all the same.
    /// </summary>
    /// <param name="pictures">The files' bytes, N of them.</param>
    /// <param name="width">Pixels a row, 1–4096.</param>
    /// <param name="height">Rows, 1–4096.</param>
    /// <param name="fit">How pictures of another shape are fitted.</param>
    /// <param name="pixels"><c>uint8[N, H, W, 3]</c>, RGB, top row first: written for each picture that is decoded.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>For each picture, whether it was decoded.</returns>
    /// <exception cref="MediaException">ffmpeg is missing or does not run.</exception>
    public async Task<bool[]> ReadPicturesAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> pictures, int width, int height, FrameFit fit, Memory<byte> pixels, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 4096);
        if (pixels.Length != (long)pictures.Length * height * width * 3) throw new ArgumentException("pixels has not N × H × W × 3 bytes", nameof(pixels));
        using var activity = MediaDiagnostics.Source.StartActivity(MediaDiagnostics.Image);
        var decoded = new bool[pictures.Length];
        try
        {
            var facts = await _tools.FactsAsync(ct);
            await new PictureStream(_launcher, _options, facts, width, height, fit).DecodeAsync(pictures, pixels, decoded, ct);
            return decoded;
        }
        catch (MediaException failure)
        {
            throw Noted(failure, $"{pictures.Length} pictures", activity);
        }
    }
}

using Orleans.Video.Inference.Starter;

namespace Orleans.Video.Learning.Data.Augmentation;

/// <summary>Lays over pictures what people lay over them. The same seed gives the same overlay, so that it stands still over a clip.</summary>
internal static class PictureOverlay
{
    /// <summary>Draws an overlay.</summary>
    /// <param name="kind">What.</param>
    /// <param name="seed">Where its numbers begin.</param>
    /// <param name="planes"><c>float[3, height, width]</c>, 0–255.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    public static void Draw(OverlayKind kind, ulong seed, Span<float> planes, int width, int height)
    {
        var draws = new SeededGenerator(seed);
        switch (kind)
        {
            case OverlayKind.Box:
                var wide = Part(width, draws.NextBetween(0.1, 0.4));
                var high = Part(height, draws.NextBetween(0.1, 0.4));
                Fill(planes, width, height, draws.NextBelow(width - wide + 1), draws.NextBelow(height - high + 1), wide, high, Colour(draws), (float)draws.NextBetween(0.6, 1));
                break;
            case OverlayKind.Caption:
                Caption(planes, width, height, draws);
                break;
            case OverlayKind.Bars:
                if (draws.NextChance(0.6))
                {
                    var rows = Part(height, draws.NextBetween(0.05, 0.18));
                    Fill(planes, width, height, 0, 0, width, rows, default, 1);
                    Fill(planes, width, height, 0, height - rows, width, rows, default, 1);
                }
                else
                {
                    var columns = Part(width, draws.NextBetween(0.05, 0.18));
                    Fill(planes, width, height, 0, 0, columns, height, default, 1);
                    Fill(planes, width, height, width - columns, 0, columns, height, default, 1);
                }

                break;
            case OverlayKind.Frame:
                var colour = Colour(draws);
                var edge = Part(Math.Min(width, height), draws.NextBetween(0.02, 0.08));
                Fill(planes, width, height, 0, 0, width, edge, colour, 1);
                Fill(planes, width, height, 0, height - edge, width, edge, colour, 1);
                Fill(planes, width, height, 0, 0, edge, height, colour, 1);
                Fill(planes, width, height, width - edge, 0, edge, height, colour, 1);
                break;
            default:
                break;
        }
    }

    // A dark or light bar with marks of letters' size; at these sizes nobody can read letters anyway.
    private static void Caption(Span<float> planes, int width, int height, SeededGenerator draws)
    {
        var high = Part(height, draws.NextBetween(0.08, 0.16));
        var top = draws.NextChance(0.75) ? height - high - draws.NextBelow(Part(height, 0.1)) : draws.NextBelow(Part(height, 0.1));
        var isDark = draws.NextChance(0.7);
        (float, float, float) paper = isDark ? (16, 16, 16) : (240, 240, 240);
        (float, float, float) ink = isDark ? (245, 245, 245) : (10, 10, 10);
        if (draws.NextChance(0.7)) Fill(planes, width, height, 0, top, width, high, paper, 0.6f);
        var x = Part(width, draws.NextBetween(0.03, 0.3));
        var end = width - Part(width, draws.NextBetween(0.03, 0.3));
        var letter = Math.Max(1, high * 2 / 3);
        while (x < end)
        {
            var wide = Math.Max(1, (int)(letter * draws.NextBetween(0.3, 0.8)));
            var inkHigh = Math.Max(1, (int)(letter * draws.NextBetween(0.5, 1)));
            if (draws.NextChance(0.82)) Fill(planes, width, height, x, top + (high + letter) / 2 - inkHigh, Math.Min(wide, end - x), inkHigh, ink, 0.8f);
            x += wide + 1;
        }
    }

    private static int Part(int size, double share) => Math.Clamp((int)(size * share), 1, size);

    private static (float, float, float) Colour(SeededGenerator draws) =>
        ((float)draws.NextBetween(0, 255), (float)draws.NextBetween(0, 255), (float)draws.NextBetween(0, 255));

    private static void Fill(Span<float> planes, int width, int height, int left, int top, int wide, int high, (float Red, float Green, float Blue) colour, float cover)
    {
        ReadOnlySpan<float> values = [colour.Red, colour.Green, colour.Blue];
        var right = Math.Min(width, left + wide);
        for (var plane = 0; plane < 3; plane++)
        {
            for (var y = Math.Max(0, top); y < Math.Min(height, top + high); y++)
            {
                foreach (ref var value in planes.Slice(plane * width * height + y * width + left, right - left))
                    value += (values[plane] - value) * cover;
            }
        }
    }
}

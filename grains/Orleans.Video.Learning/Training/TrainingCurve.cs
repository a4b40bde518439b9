using System.Globalization;
using System.Text;

namespace Orleans.Video.Learning.Training;

/// <summary>How the loss went. However long a run is, it holds at most <see cref="MostPoints"/> points: when they are full, neighbours are averaged and each stands for twice as many steps.</summary>
public sealed class TrainingCurve
{
    /// <summary>The most points that are kept.</summary>
    public const int MostPoints = 1024;

    private readonly List<CurvePoint> _points = [];
    private (double Loss, double Rate, int Count) _open;
    private int _width = 1;

    /// <summary>The points so far, in order.</summary>
    public IReadOnlyList<CurvePoint> Points => _points;

    /// <summary>Adds a step.</summary>
    public void Add(long step, double loss, double rate)
    {
        _open = (_open.Loss + loss, _open.Rate + rate, _open.Count + 1);
        if (_open.Count < _width) return;
        _points.Add(new CurvePoint(step, _open.Loss / _open.Count, _open.Rate / _open.Count));
        _open = default;
        if (_points.Count < MostPoints) return;
        for (var i = 0; i < MostPoints / 2; i++)
        {
            var (a, b) = (_points[2 * i], _points[2 * i + 1]);
            _points[i] = new CurvePoint(b.Step, (a.Loss + b.Loss) / 2, (a.Rate + b.Rate) / 2);
        }

        _points.RemoveRange(MostPoints / 2, MostPoints / 2);
        _width *= 2;
    }

    /// <summary>The curve as an SVG picture: the loss against the steps, and its running mean.</summary>
    /// <param name="title">Said above it.</param>
    public string ToSvg(string title)
    {
        const int Width = 720, Height = 360, Left = 56, Right = 16, Top = 32, Bottom = 40;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>\n<text x=\"{Left}\" y=\"20\">{System.Security.SecurityElement.Escape(title)}</text>\n");
        if (_points.Count > 0)
        {
            var (least, most) = (_points.Min(static p => p.Loss), _points.Max(static p => p.Loss));
            if (most - least < 1e-12) most = least + 1;
            var last = Math.Max(1, _points[^1].Step);
            double X(double step) => Left + (Width - Left - Right) * step / last;
            double Y(double loss) => Top + (Height - Top - Bottom) * (most - loss) / (most - least);
            for (var tick = 0; tick <= 4; tick++)
            {
                var (loss, step) = (least + (most - least) * tick / 4, last * tick / 4);
                svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {Y(loss):F1}H{Width - Right}\" stroke=\"#ddd\"/>\n<text x=\"{Left - 6}\" y=\"{Y(loss) + 4:F1}\" text-anchor=\"end\">{loss:G3}</text>\n");
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(step):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{step}</text>\n");
            }

            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right}\" y=\"{Height - 6}\" text-anchor=\"end\">step</text>\n<text x=\"6\" y=\"20\">loss</text>\n");
            Line(svg, _points.Select(p => (X(p.Step), Y(p.Loss))), "#9bc4ea", 1);
            Line(svg, Smooth().Select(p => (X(p.Step), Y(p.Loss))), "#1558a5", 2);
        }

        return svg.Append("</svg>\n").ToString();
    }

    internal void Restore(IEnumerable<CurvePoint> points, int width)
    {
        _points.Clear();
        _points.AddRange(points);
        (_width, _open) = (Math.Max(1, width), default);
    }

    internal int PointWidth => _width;

    private IEnumerable<CurvePoint> Smooth()
    {
        var span = Math.Max(1, _points.Count / 32);
        for (var i = 0; i < _points.Count; i++)
        {
            var from = Math.Max(0, i - span);
            var to = Math.Min(_points.Count - 1, i + span);
            yield return _points[i] with { Loss = _points.Skip(from).Take(to - from + 1).Average(static p => p.Loss) };
        }
    }

    private static void Line(StringBuilder svg, IEnumerable<(double X, double Y)> points, string colour, int width) => svg.Append(
        CultureInfo.InvariantCulture,
        $"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" points=\"{string.Join(' ', points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.X:F1},{p.Y:F1}")))}\"/>\n");
}

/// <summary>A point of the curve.</summary>
/// <param name="Step">The last step that it stands for.</param>
/// <param name="Loss">The mean loss of its steps.</param>
/// <param name="Rate">The mean learning rate of its steps.</param>
public sealed record CurvePoint(long Step, double Loss, double Rate);

using System.Xml.Linq;
using CsCheck;
using Orleans.Video.Learning.Training;

namespace Orleans.Video.Learning.Tests.Training;

public sealed class TrainingCurveTests
{
    [Fact]
    public void However_long_a_run_is_its_curve_stays_small_in_order_and_keeps_the_mean() => Gen.Int[1, 20_000].Sample(
        steps =>
        {
            var curve = new TrainingCurve();
            for (var step = 1; step <= steps; step++) curve.Add(step, step, 1);
            Assert.InRange(curve.Points.Count, Math.Min(steps, TrainingCurve.MostPoints / 2 - 1), TrainingCurve.MostPoints - 1);
            Assert.Equal(curve.Points.Select(static p => p.Step).Order(), curve.Points.Select(static p => p.Step));
            var seen = curve.Points[^1].Step;
            Assert.Equal((seen + 1) / 2.0, curve.Points.Average(static p => p.Loss), 6);
        },
        iter: 50);

    [Fact]
    public void The_picture_is_well_formed_and_escapes_its_title()
    {
        var curve = new TrainingCurve();
        for (var step = 1; step <= 300; step++) curve.Add(step, 5 / Math.Sqrt(step), 0.1);
        var svg = XDocument.Parse(curve.ToSvg("<loss> & more"));
        XNamespace names = "http://www.w3.org/2000/svg";
        Assert.Equal(2, svg.Descendants(names + "polyline").Count());
        Assert.Contains(svg.Descendants(names + "text"), static t => t.Value == "<loss> & more");
        XDocument.Parse(new TrainingCurve().ToSvg("nothing yet"));
    }
}

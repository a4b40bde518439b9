using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Speech.Utterances;

namespace Orleans.Video.Learning.Tests.Speech.Utterances;

public sealed class SpanMaskingTests
{
    // As the paper says of its own: p = 0.065 and M = 10 hide about 49 % of all frames, in spans of 14.7 on average.
    [Fact]
    public void It_hides_as_much_as_the_paper_says()
    {
        var (hidden, spans, frames) = (0, 0, 0);
        for (var seed = 0UL; seed < 200; seed++)
        {
            var mask = new SpanMasking().Draw(780, least: 0, new SeededGenerator(seed));
            hidden += mask.Count(static m => m);
            spans += Enumerable.Range(0, mask.Length).Count(i => mask[i] && (i == 0 || !mask[i - 1]));
            frames += mask.Length;
        }

        Assert.InRange((double)hidden / frames, 0.46, 0.51);
        Assert.InRange((double)hidden / spans, 14, 15.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(30)]
    public void It_is_as_long_as_the_utterance_and_has_the_fewest_spans_asked_for(int frames)
    {
        var mask = new SpanMasking { Starts = 0 }.Draw(frames, least: 2, new SeededGenerator(5));
        Assert.Equal(frames, mask.Length);
        Assert.InRange(mask.Count(static m => m), Math.Min(frames, 10), 20);
        Assert.DoesNotContain(true, new SpanMasking { Starts = 0 }.Draw(frames, least: 0, new SeededGenerator(5)));
    }
}

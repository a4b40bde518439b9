using System.Numerics.Tensors;
using CsCheck;
using Orleans.Video.Inference.Onnx;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class TextEncoderTests
{
    [Fact]
    public void A_text_has_a_vector_and_a_vector_a_word_with_its_place()
    {
        using var encoder = new TextEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        const string Text = "A train passes, slowly.";

        var encoding = Assert.Single(encoder.Encode([Text]));

        Assert.Equal(["A", "train", "passes", "slowly"], encoding.Spans.Select(s => Text.Substring(s.Start, s.Length)));
        Assert.Equal(4 * encoder.Width, encoding.Words.Length);
        Assert.Equal(1f, TensorPrimitives.Norm<float>(encoding.Pooled), 1e-5f);
        for (var w = 0; w < 4; w++) Assert.Equal(1f, TensorPrimitives.Norm<float>(encoding.Words.AsSpan(w * encoder.Width, encoder.Width)), 1e-5f);
        Assert.False(encoding.Truncated);
    }

    [Fact]
    public void A_texts_vectors_do_not_depend_on_what_it_is_encoded_with()
    {
        using var encoder = new TextEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        string[] texts = ["cars on a road", "a", "people walk one by one through the gate of the station", "", "Zug", "train", "été à la plage"];
        var together = encoder.Encode(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            var alone = encoder.Encode([texts[i]])[0];
            EncoderTests.Near(together[i].Pooled, alone.Pooled);
            EncoderTests.Near(together[i].Words, alone.Words);
            Assert.Equal(together[i].Spans, alone.Spans);
        }
    }

    [Fact]
    public void A_text_without_words_is_like_nothing()
    {
        using var encoder = new TextEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        foreach (var encoding in encoder.Encode(["", " \t\r\n", "\u0000\u0007\uD800"]))
        {
            Assert.All(encoding.Pooled, value => Assert.Equal(0f, value));
            Assert.Empty(encoding.Words);
        }
    }

    [Fact]
    public void A_megabyte_is_truncated()
    {
        using var encoder = new TextEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        var encodings = encoder.Encode([string.Concat(Enumerable.Repeat("word ", 1 << 18)), new string('x', 1 << 20)]);
        Assert.All(encodings, e => Assert.True(e.Truncated));
        // 32 pieces, of which the first and the last are no words.
        Assert.Equal(30, encodings[0].Spans.Count);
    }

    [Fact]
    public void Any_text_has_finite_vectors_and_spans_inside_it()
    {
        using var encoder = new TextEncoder(StarterSet.Open(), InferenceDevice.Cpu);
        Gen.String.Array[1, 4].Sample(
            texts => encoder.Encode(texts).Zip(texts).All(pair =>
                TensorPrimitives.IsFiniteAll<float>(pair.First.Pooled)
                && pair.First.Words.Length == pair.First.Spans.Count * encoder.Width
                && pair.First.Spans.All(s => s.Start >= 0 && s.Length > 0 && s.Start + s.Length <= pair.Second.Length)),
            iter: 100,
            threads: 1);
    }
}

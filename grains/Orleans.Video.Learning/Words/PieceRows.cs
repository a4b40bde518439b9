using Orleans.Video.Inference.Text;

namespace Orleans.Video.Learning.Words;

/// <summary>Texts as a model's graph takes them.</summary>
internal static class PieceRows
{
    /// <summary>Cuts texts into pieces.</summary>
    /// <returns>Ids <c>[texts, length]</c>, padded, and their mask, 1 where there is a piece.</returns>
    public static (long[] Pieces, long[] Mask) Of(WordTokenizer tokenizer, IReadOnlyList<string> texts, int length)
    {
        var (pieces, mask) = (new long[texts.Count * length], new long[texts.Count * length]);
        Array.Fill(pieces, tokenizer.Padding);
        for (var i = 0; i < texts.Count; i++)
        {
            var ids = tokenizer.Tokenize(texts[i], length).Ids;
            for (var at = 0; at < ids.Count; at++) (pieces[i * length + at], mask[i * length + at]) = (ids[at], 1);
        }

        return (pieces, mask);
    }
}

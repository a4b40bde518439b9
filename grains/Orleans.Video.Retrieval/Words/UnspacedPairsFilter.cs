using Lucene.Net.Analysis;
using Lucene.Net.Analysis.Standard;
using Lucene.Net.Analysis.TokenAttributes;

namespace Orleans.Video.Retrieval.Words;

/// <summary>
/// Cuts runs of Thai, Lao, Khmer and Burmese, which put no space between words, into overlapping pairs of characters. Finding the words
/// takes dictionaries that Lucene.Net has only with ICU; pairs find every text that has the letters in this order.
/// </summary>
internal sealed class UnspacedPairsFilter(TokenStream input) : TokenFilter(input)
{
    private readonly ICharTermAttribute _term = input.AddAttribute<ICharTermAttribute>();
    private readonly ITypeAttribute _type = input.AddAttribute<ITypeAttribute>();
    private readonly IOffsetAttribute _offset = input.AddAttribute<IOffsetAttribute>();
    private readonly IPositionIncrementAttribute _position = input.AddAttribute<IPositionIncrementAttribute>();
    private string _run = "";
    private int _next;
    private int _runOffset;
    private State? _state;

    public override bool IncrementToken()
    {
        if (_next + 2 > _run.Length)
        {
            if (!m_input.IncrementToken()) return false;
            if (_term.Length <= 2 || _type.Type != StandardTokenizer.TOKEN_TYPES[StandardTokenizer.SOUTHEAST_ASIAN]) return true;
            (_run, _next, _runOffset, _state) = (_term.ToString()!, 0, _offset.StartOffset, CaptureState());
        }
        else
        {
            RestoreState(_state);
            _position.PositionIncrement = 1;
        }

        _term.SetEmpty().Append(_run, _next, 2);
        _offset.SetOffset(_runOffset + _next, _runOffset + _next + 2);
        _next++;
        if (_next + 2 > _run.Length) (_run, _next, _state) = ("", 0, null);
        return true;
    }

    public override void Reset()
    {
        base.Reset();
        (_run, _next, _state) = ("", 0, null);
    }
}

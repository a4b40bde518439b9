namespace Orleans.Video.Inference.Speech.Ctc;

/// <summary>A prefix of the text in a beam search: a node of a tree, so that equal prefixes are the same object whichever way they were reached.</summary>
internal sealed class Prefix
{
    private readonly Prefix? _parent;
    private Dictionary<int, Prefix>? _children;
    private double _nextBlank = double.NegativeInfinity;
    private double _nextToken = double.NegativeInfinity;
    private int _frame = -1;

    /// <summary>The empty prefix.</summary>
    public Prefix(NGramModel? model) => Context = model?.Start ?? [];

    private Prefix(Prefix parent, int token, string word, IReadOnlyList<int> context, double words, double beginning)
    {
        (_parent, Token, Word, Context, Words) = (parent, token, word, context, words);
        Outside = words + beginning;
    }

    /// <summary>The last token; −1 for the empty prefix.</summary>
    public int Token { get; } = -1;

    /// <summary>The word that is being spelt.</summary>
    public string Word { get; } = "";

    /// <summary>What the language model remembers of the words before.</summary>
    public IReadOnlyList<int> Context { get; }

    /// <summary>What language model and hot words say of the words that are complete.</summary>
    public double Words { get; }

    /// <summary>The same with the word that is being spelt.</summary>
    public double Outside { get; }

    /// <summary>ln of the paths so far that end in a blank.</summary>
    public double EndsInBlank { get; private set; } = double.NegativeInfinity;

    /// <summary>ln of the paths so far that end in <see cref="Token"/>.</summary>
    public double EndsInToken { get; private set; } = double.NegativeInfinity;

    /// <summary>ln of all paths so far.</summary>
    public double LogProbability { get; private set; } = double.NegativeInfinity;

    /// <summary>What a beam keeps the greatest of.</summary>
    public double Score => LogProbability + Outside;

    /// <summary>Makes this the prefix of no frames.</summary>
    public void Start() => (EndsInBlank, LogProbability) = (0, 0);

    public Prefix? Child(int token) => _children?.GetValueOrDefault(token);

    public Prefix Add(int token, string word, IReadOnlyList<int> context, double words, double beginning)
    {
        var child = new Prefix(this, token, word, context, words, beginning);
        (_children ??= [])[token] = child;
        return child;
    }

    /// <summary>Lists this prefix among those that a frame leads to, once.</summary>
    public void Touch(int frame, List<Prefix> touched)
    {
        if (_frame == frame) return;
        _frame = frame;
        touched.Add(this);
    }

    public void AddBlank(double logProbability) => _nextBlank = LogProbabilities.Sum(_nextBlank, logProbability);

    public void AddToken(double logProbability) => _nextToken = LogProbabilities.Sum(_nextToken, logProbability);

    /// <summary>Takes what the frame added.</summary>
    public void Advance()
    {
        (EndsInBlank, EndsInToken) = (_nextBlank, _nextToken);
        LogProbability = LogProbabilities.Sum(_nextBlank, _nextToken);
        (_nextBlank, _nextToken) = (double.NegativeInfinity, double.NegativeInfinity);
    }

    /// <summary>Leaves the beam: what it knew is forgotten, and whoever reaches it again starts from nothing.</summary>
    public void Drop()
    {
        (EndsInBlank, EndsInToken, LogProbability) = (double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
        if (_children is null) _parent?._children?.Remove(Token);
    }

    public int[] Tokens()
    {
        var tokens = new List<int>();
        for (var prefix = this; prefix._parent is { } parent; prefix = parent) tokens.Add(prefix.Token);
        tokens.Reverse();
        return [.. tokens];
    }
}

using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>The texts of a batch: a name of every class, so that each picture is told from all of them, and some that speak more widely.</summary>
internal sealed class PictureTexts
{
    private readonly ClassTexts _names;
    private readonly ClassTexts _wide;
    private readonly int _classes;
    private readonly int _wideCount;
    private readonly Dictionary<string, int> _classesOf = [];

    /// <param name="wordNet">Where words come from.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="wide">Hypernyms and definitions of a batch.</param>
    public PictureTexts(WordNet wordNet, ClassList classes, int wide)
    {
        (_classes, _wideCount) = (classes.Count, wide);
        _names = new ClassTexts(wordNet, classes, new ClassTextShares { Name = 0.75, Synonym = 0.25, Hypernym = 0, Definition = 0, Sentence = 0.6 });
        _wide = new ClassTexts(wordNet, classes, new ClassTextShares { Name = 0, Synonym = 0, Hypernym = 0.7, Definition = 0.3, Sentence = 0.4 });
        foreach (var meaning in Enumerable.Range(0, _classes).SelectMany(_names.All).Select(static t => t.Meaning).Distinct())
            _classesOf[meaning] = Enumerable.Range(0, _classes).Count(label => _names.IsTrueOf(meaning, label));
    }

    /// <summary>Texts of a batch.</summary>
    public int Count => _classes + _wideCount;

    /// <summary>Draws the texts of a batch: text <c>i</c> below the number of classes names class <c>i</c>.</summary>
    public ClassText[] Draw(SeededGenerator draws)
    {
        var texts = new ClassText[Count];
        for (var label = 0; label < _classes; label++) texts[label] = _names.Draw(label, draws);
        for (var i = _classes; i < texts.Length; i++) texts[i] = _wide.Draw(draws.NextBelow(_classes), draws);
        return texts;
    }

    /// <summary>How well a text goes with a class: 0 if it is not true of it; the fewer classes it is true of, the more it says.</summary>
    public float Weight(ClassText text, int label) => _names.IsTrueOf(text.Meaning, label) ? 1f / Math.Max(1, _classesOf[text.Meaning]) : 0;
}

using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Text;
using Orleans.Video.Inference.Visual;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Augmentation;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Training;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter.Pictures;

/// <summary>Pictures with texts that are true of them: a function of seed and step, so that a run goes on anywhere.</summary>
internal sealed class PictureTextBatches
{
    public const string Frames = "frames";
    public const string Pieces = "pieces";
    public const string Mask = "mask";
    public const string ForRows = "forRows";
    public const string ForColumns = "forColumns";

    private readonly PictureTextOptions _options;
    private readonly int _size;
    private readonly PictureSet _pictures;
    private readonly int _classes;
    private readonly ClassTexts _names;
    private readonly ClassTexts _wide;
    private readonly WordTokenizer _tokenizer;
    private readonly ShuffledOrder _order;
    private readonly FrameNormalizer _normalizer;
    private readonly ThreadLocal<PictureAugmenter> _augmenters;
    private readonly Dictionary<string, int> _classesOf = [];

    public PictureTextBatches(PictureTextOptions options, int size, VisualSpec spec, PictureSet pictures, ClassList classes, WordNet wordNet, WordTokenizer tokenizer)
    {
        (_options, _size, _pictures, _tokenizer, _classes) = (options, size, pictures, tokenizer, classes.Count);
        _names = new ClassTexts(wordNet, classes, new ClassTextShares { Name = 0.75, Synonym = 0.25, Hypernym = 0, Definition = 0, Sentence = 0.6 });
        _wide = new ClassTexts(wordNet, classes, new ClassTextShares { Name = 0, Synonym = 0, Hypernym = 0.7, Definition = 0.3, Sentence = 0.4 });
        _order = new ShuffledOrder(options.Seed + (ulong)size, pictures.Count, options.Pictures);
        _normalizer = new FrameNormalizer(size * size, spec.Channels, spec.Scale, spec.Mean, spec.Std);
        _augmenters = new ThreadLocal<PictureAugmenter>(() => new PictureAugmenter(size, size));
    }

    /// <summary>Batches of an epoch.</summary>
    public int Steps => _order.Steps;

    /// <summary>T, texts of a batch.</summary>
    public int Texts => _classes + _options.WideTexts;

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var slots = new BatchSlot[_options.Pictures];
        _order.Fill(new LoaderPosition((int)((step - 1) / Steps), (int)((step - 1) % Steps)), slots);
        var frame = 3 * _size * _size;
        var frames = new float[slots.Length * frame];
        // One thread: the step that runs meanwhile has the cores.
        var augmenter = _augmenters.Value!;
        var pixels = new byte[frame];
        for (var i = 0; i < slots.Length; i++)
        {
            var change = PictureChange.Draw(_options.Augmentation, _pictures.Width, _pictures.Height, new SeededGenerator(slots[i].Seed));
            augmenter.Apply(change, _pictures.Pixels(slots[i].Item), _pictures.Width, _pictures.Height, pixels);
            _normalizer.Normalize(pixels, frames.AsSpan(i * frame, frame));
        }

        var texts = DrawTexts(new SeededGenerator(Draws.SeedOf(_options.Seed, step, _size)));
        var (pieces, mask) = Tokenize(texts);
        var targets = new ContrastTargets(slots.Length, texts.Length);
        var weights = Array.ConvertAll(texts, t => 1f / ClassesOf(t.Meaning));
        targets.Fill((a, b) => _names.IsTrueOf(texts[b].Meaning, _pictures.Labels[slots[a].Item]) ? weights[b] : 0, _options.Smoothing);
        return new Batch().With(Frames, frames).With(Pieces, pieces).With(Mask, mask).With(ForRows, targets.ForRows).With(ForColumns, targets.ForColumns);
    }

    /// <summary>Texts as <c>int64 [texts, L]</c> ids and their mask.</summary>
    public (long[] Pieces, long[] Mask) Tokenize(IReadOnlyList<ClassText> texts) => PieceRows.Of(_tokenizer, [.. texts.Select(static t => t.Text)], _options.Text.Length);

    private ClassText[] DrawTexts(SeededGenerator draws)
    {
        var texts = new ClassText[Texts];
        for (var label = 0; label < _classes; label++) texts[label] = _names.Draw(label, draws);
        for (var i = _classes; i < texts.Length; i++) texts[i] = _wide.Draw(draws.NextBelow(_classes), draws);
        return texts;
    }

    // How many classes a meaning is true of: the fewer, the more a text says of a picture.
    private int ClassesOf(string meaning)
    {
        if (!_classesOf.TryGetValue(meaning, out var count)) _classesOf[meaning] = count = Math.Max(1, Enumerable.Range(0, _classes).Count(label => _names.IsTrueOf(meaning, label)));
        return count;
    }
}

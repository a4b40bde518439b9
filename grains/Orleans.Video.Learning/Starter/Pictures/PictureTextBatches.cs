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
    private readonly PictureTexts _texts;
    private readonly WordTokenizer _tokenizer;
    private readonly ShuffledOrder _order;
    private readonly FrameNormalizer _normalizer;
    private readonly ThreadLocal<PictureAugmenter> _augmenters;

    public PictureTextBatches(PictureTextOptions options, int size, VisualSpec spec, PictureSet pictures, PictureTexts texts, WordTokenizer tokenizer)
    {
        (_options, _size, _pictures, _texts, _tokenizer) = (options, size, pictures, texts, tokenizer);
        _order = new ShuffledOrder(options.Seed + (ulong)size, pictures.Count, options.Pictures);
        _normalizer = new FrameNormalizer(size * size, spec.Channels, spec.Scale, spec.Mean, spec.Std);
        _augmenters = new ThreadLocal<PictureAugmenter>(() => new PictureAugmenter(size, size));
    }

    /// <summary>Batches of an epoch.</summary>
    public int Steps => _order.Steps;

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        var slots = new BatchSlot[_options.Pictures];
        _order.Fill(_order.PositionOf(step - 1), slots);
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

        var texts = _texts.Draw(new SeededGenerator(Draws.SeedOf(_options.Seed, step, _size)));
        var (pieces, mask) = PieceRows.Of(_tokenizer, [.. texts.Select(static t => t.Text)], _options.Text.Length);
        var targets = new ContrastTargets(slots.Length, texts.Length);
        targets.Fill((a, b) => _texts.Weight(texts[b], _pictures.Labels[slots[a].Item]), _options.Smoothing);
        return new Batch().With(Frames, frames).With(Pieces, pieces).With(Mask, mask).With(ForRows, targets.ForRows).With(ForColumns, targets.ForColumns);
    }
}

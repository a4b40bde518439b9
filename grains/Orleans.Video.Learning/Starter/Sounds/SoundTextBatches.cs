using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Inference.Text;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Loading;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Objectives;
using Orleans.Video.Learning.Starter.Pictures;
using Orleans.Video.Learning.Training;
using Orleans.Video.Learning.Words;

namespace Orleans.Video.Learning.Starter.Sounds;

/// <summary>Sounds, vectors of pictures, and texts that are true of either: a function of seed and step.</summary>
internal sealed class SoundTextBatches
{
    private readonly SoundTextOptions _options;
    private readonly SoundBank _bank;
    private readonly PictureVectors _pictures;
    private readonly PictureTexts _texts;
    private readonly WordTokenizer _tokenizer;
    private readonly BalancedOrder _order;
    private readonly SpectrogramBatches _spectrograms;
    private readonly int _length;
    private readonly ulong _seed;

    public SoundTextBatches(SoundTextOptions options, AudioSpec spec, SoundBank bank, PictureVectors pictures, PictureTexts texts, WordTokenizer tokenizer, int length, ulong seed)
    {
        (_options, _bank, _pictures, _texts, _tokenizer, _length, _seed) = (options, bank, pictures, texts, tokenizer, length, seed);
        _order = new BalancedOrder(seed, bank.NameIndexes, options.NamesPerBatch, options.PerName);
        _spectrograms = new SpectrogramBatches(bank, spec, options.Augmentation, options.Masking, options.Sounds);
    }

    /// <summary>T, texts of a batch.</summary>
    public int Texts => _texts.Count + _options.SoundTexts;

    /// <summary>Makes the batch of a step, from 1.</summary>
    public Batch Make(long step)
    {
        using var loaded = _order.Make(_spectrograms, step - 1);
        var draws = new SeededGenerator(Draws.SeedOf(_seed, step, 77));
        var (vectors, labels) = (new float[_options.Pictures * _pictures.Width], new int[_options.Pictures]);
        for (var i = 0; i < labels.Length; i++)
        {
            var at = draws.NextBelow(_pictures.Count);
            _pictures[at].CopyTo(vectors.AsSpan(i * _pictures.Width));
            labels[i] = _pictures.Labels[at];
        }

        var classTexts = _texts.Draw(draws);
        SoundText[] soundTexts = [.. Enumerable.Range(0, _options.SoundTexts).Select(_ => _bank.Describe(loaded.Slots[draws.NextBelow(loaded.Slots.Count)].Item, draws))];
        var (pieces, mask) = PieceRows.Of(_tokenizer, [.. classTexts.Select(static t => t.Text), .. soundTexts.Select(static t => t.Text)], _length);
        SyntheticSound[] sounds = [.. loaded.Slots.Select(s => _bank.Facts[s.Item]).Select(static f => f.Kind == SoundKind.Speech ? new SyntheticSound(f.Kind, "word", f.Name, []) : new SyntheticSound(f.Kind, f.Name, null, []))];
        // The fewer sounds a text is true of, the more it says of one.
        var weights = Array.ConvertAll(soundTexts, t => 1f / Math.Max(1, sounds.Count(t.IsTrueOf)));
        var targets = new ContrastTargets(labels.Length + sounds.Length, Texts);
        targets.Fill(
            (a, b) => (a < labels.Length, b < classTexts.Length) switch
            {
                (true, true) => _texts.Weight(classTexts[b], labels[a]),
                (false, false) => soundTexts[b - classTexts.Length].IsTrueOf(sounds[a - labels.Length]) ? weights[b - classTexts.Length] : 0,
                _ => 0,
            },
            smoothing: 0.05f);
        return new Batch()
            .With(SpectrogramBatches.Spectrogram, loaded.Floats(SpectrogramBatches.Spectrogram))
            .With(SpectrogramBatches.Name, loaded.Longs(SpectrogramBatches.Name))
            .With(SpectrogramBatches.Voice, loaded.Longs(SpectrogramBatches.Voice))
            .With(SoundTextGraph.Pictures, vectors)
            .With(PictureTextBatches.Pieces, pieces)
            .With(PictureTextBatches.Mask, mask)
            .With(PictureTextBatches.ForRows, targets.ForRows)
            .With(PictureTextBatches.ForColumns, targets.ForColumns);
    }
}

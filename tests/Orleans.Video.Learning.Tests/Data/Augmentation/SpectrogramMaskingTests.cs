using CsCheck;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;

namespace Orleans.Video.Learning.Tests.Data.Augmentation;

/// <summary>Hidden bands and moments of spectrograms.</summary>
public sealed class SpectrogramMaskingTests
{
    [Fact]
    public void Whole_bands_and_columns_are_hidden_no_wider_than_stated_and_nothing_else_changes() => Gen.Select(Gen.Int[1, 70], Gen.Int[1, 100], Gen.Int[0, 30], Gen.Int[0, 30], Gen.Int[0, 3], Gen.ULong).Sample(
        (bands, columns, widestBand, widestColumn, masks, seed) =>
        {
            var options = new SpectrogramMasking { FrequencyMasks = masks, TimeMasks = masks, WidestFrequencyMask = widestBand, WidestTimeMask = widestColumn, Value = -7 };
            var spectrogram = Numbered(bands, columns);
            options.Apply(spectrogram, bands, columns, new SeededGenerator(seed));
            bool IsHidden(int band, int column) => spectrogram[band * columns + column] == -7;
            var hiddenBands = Enumerable.Range(0, bands).Where(band => Enumerable.Range(0, columns).All(column => IsHidden(band, column))).ToHashSet();
            var hiddenColumns = Enumerable.Range(0, columns).Where(column => Enumerable.Range(0, bands).All(band => IsHidden(band, column))).ToHashSet();
            for (var band = 0; band < bands; band++)
            {
                for (var column = 0; column < columns; column++)
                {
                    Assert.Equal(hiddenBands.Contains(band) || hiddenColumns.Contains(column), IsHidden(band, column));
                    if (!IsHidden(band, column)) Assert.Equal(1 + band * columns + column, spectrogram[band * columns + column]);
                }
            }

            // Where all columns are hidden every band looks hidden, and the other way round.
            if (hiddenColumns.Count < columns) Assert.True(hiddenBands.Count <= masks * widestBand && Runs(hiddenBands) <= masks);
            if (hiddenBands.Count < bands) Assert.True(hiddenColumns.Count <= masks * widestColumn && Runs(hiddenColumns) <= masks);
        },
        iter: 300);

    [Fact]
    public void Every_width_up_to_the_widest_and_every_place_is_drawn()
    {
        var options = new SpectrogramMasking { TimeMasks = 0, WidestFrequencyMask = 4 };
        var widths = new HashSet<int>();
        var places = new HashSet<int>();
        for (var seed = 0ul; seed < 500; seed++)
        {
            var spectrogram = Numbered(12, 3);
            options.Apply(spectrogram, 12, 3, new SeededGenerator(seed));
            var hidden = Enumerable.Range(0, 12).Where(band => spectrogram[band * 3] == 0).ToArray();
            widths.Add(hidden.Length);
            places.UnionWith(hidden);
        }

        Assert.Equal([0, 1, 2, 3, 4], widths.Order());
        Assert.Equal(Enumerable.Range(0, 12), places.Order());
    }

    [Fact]
    public void The_seed_alone_determines_what_is_hidden_and_no_mask_hides_nothing() => Gen.ULong.Sample(static seed =>
    {
        var (first, second, none) = (Numbered(64, 98), Numbered(64, 98), Numbered(64, 98));
        new SpectrogramMasking().Apply(first, 64, 98, new SeededGenerator(seed));
        new SpectrogramMasking().Apply(second, 64, 98, new SeededGenerator(seed));
        SpectrogramMasking.None.Apply(none, 64, 98, new SeededGenerator(seed));
        Assert.Equal(first, second);
        Assert.Equal(Numbered(64, 98), none);
    });

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Assert.Null(new SpectrogramMasking().Check());
        Assert.Null(SpectrogramMasking.None.Check());
        Assert.Contains(nameof(SpectrogramMasking.FrequencyMasks), new SpectrogramMasking { FrequencyMasks = 9 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SpectrogramMasking.WidestFrequencyMask), new SpectrogramMasking { WidestFrequencyMask = -1 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SpectrogramMasking.TimeMasks), new SpectrogramMasking { TimeMasks = -1 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SpectrogramMasking.WidestTimeMask), new SpectrogramMasking { WidestTimeMask = 10_001 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(SpectrogramMasking.Value), new SpectrogramMasking { Value = float.NaN }.Check(), StringComparison.Ordinal);
    }

    private static float[] Numbered(int bands, int columns) => [.. Enumerable.Range(1, bands * columns).Select(static i => (float)i)];

    private static int Runs(HashSet<int> hidden) => hidden.Count(at => !hidden.Contains(at - 1));
}

using CsCheck;
using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data.Augmentation;

namespace Orleans.Video.Learning.Tests.Data.Augmentation;

/// <summary>Pictures that are cropped, recoloured, blurred, drawn over and compressed.</summary>
public sealed class PictureAugmenterTests
{
    private const int Width = 33;
    private const int Height = 20;

    private static readonly CropArea Whole = new(0, 0, Width, Height);
    private static readonly PictureAugmentation Everything = new() { FlipChance = 0.5, ColourChance = 0.8, GreyChance = 0.3, BlurChance = 0.6, OverlayChance = 0.8, CompressionChance = 0.6, WorstQuality = 1, LargestBlur = 8, Hue = 0.5, Contrast = 0.9, Saturation = 0.9 };

    [Fact]
    public void The_seed_alone_determines_what_happens_whatever_the_sizes() => Gen.Select(Gen.Int[1, 70], Gen.Int[1, 70], Gen.Int[1, 50], Gen.Int[1, 50], Gen.ULong).Sample(
        (sourceWidth, sourceHeight, width, height, seed) =>
        {
            var source = Random(sourceWidth * sourceHeight * 3, seed);
            var augmenter = new PictureAugmenter(width, height);
            var change = PictureChange.Draw(Everything, sourceWidth, sourceHeight, new SeededGenerator(seed));
            Assert.InRange(change.Crop.Left, 0, sourceWidth - change.Crop.Width + 1e-9);
            Assert.InRange(change.Crop.Top, 0, sourceHeight - change.Crop.Height + 1e-9);
            var (first, second) = (new byte[width * height * 3], new byte[width * height * 3]);
            augmenter.Apply(change, source, sourceWidth, sourceHeight, first);
            augmenter.Apply(PictureChange.Draw(Everything, sourceWidth, sourceHeight, new SeededGenerator(seed + 1)), source, sourceWidth, sourceHeight, second);
            augmenter.Apply(PictureChange.Draw(Everything, sourceWidth, sourceHeight, new SeededGenerator(seed)), source, sourceWidth, sourceHeight, second);
            Assert.Equal(first, second);
        },
        iter: 200);

    [Fact]
    public void Without_changes_a_picture_of_the_right_size_stays_as_it_is() => Gen.ULong.Sample(seed =>
    {
        var source = Random(Width * Height * 3, seed);
        Assert.Equal(source, Apply(PictureChange.Draw(PictureAugmentation.None, Width, Height, new SeededGenerator(seed)), source));
    });

    [Fact]
    public void A_flip_turned_back_is_the_picture() => Gen.ULong.Sample(static seed =>
    {
        var source = Random(Width * Height * 3, seed);
        var flipped = Apply(new PictureChange { Crop = Whole, IsFlipped = true }, source);
        for (var x = 0; x < Width; x++) Assert.Equal(source.AsSpan(x * 3, 3), flipped.AsSpan((Width - 1 - x) * 3, 3));
        Assert.Equal(source, Apply(new PictureChange { Crop = Whole, IsFlipped = true }, flipped));
    });

    [Fact]
    public void One_colour_stays_that_colour_under_every_crop_scale_blur_and_compression() => Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, Gen.ULong).Sample(
        static (red, green, blue, seed) =>
        {
            var source = new byte[Width * Height * 3];
            for (var i = 0; i < source.Length; i += 3) (source[i], source[i + 1], source[i + 2]) = (red, green, blue);
            var options = PictureAugmentation.None with { SmallestCrop = 0.2, LargestStretch = 2, FlipChance = 0.5, BlurChance = 0.5 };
            var changed = new byte[48 * 40 * 3];
            new PictureAugmenter(48, 40).Apply(PictureChange.Draw(options, Width, Height, new SeededGenerator(seed)), source, Width, Height, changed);
            for (var i = 0; i < changed.Length; i += 3) Assert.Equal((red, green, blue), (changed[i], changed[i + 1], changed[i + 2]));
            var damaged = Apply(new PictureChange { Crop = Whole, Quality = 90 }, source);
            for (var i = 0; i < damaged.Length; i++) Assert.InRange(damaged[i] - source[i], -6, 6);
        },
        iter: 100);

    [Fact]
    public void A_crop_shows_what_lies_there()
    {
        var source = new byte[40 * 40 * 3];
        for (var y = 0; y < 40; y++)
            for (var x = 0; x < 40; x++) (source[(y * 40 + x) * 3], source[(y * 40 + x) * 3 + 1]) = ((byte)(x * 6), (byte)(y * 6));
        var target = new byte[10 * 10 * 3];
        new PictureAugmenter(10, 10).Apply(new PictureChange { Crop = new CropArea(10, 20, 20, 10) }, source, 40, 40, target);
        for (var y = 0; y < 10; y++)
        {
            for (var x = 0; x < 10; x++)
            {
                Assert.InRange(target[(y * 10 + x) * 3] - 6 * (10 + (x + 0.5) * 2 - 0.5), -1, 1);
                Assert.InRange(target[(y * 10 + x) * 3 + 1] - 6 * (20 + (y + 0.5) - 0.5), -1, 1);
            }
        }
    }

    [Fact]
    public void Worse_quality_does_more_damage()
    {
        var source = Smooth();
        double Damage(int quality) => Apply(new PictureChange { Crop = Whole, Quality = quality }, source).Zip(source, static (a, b) => (double)(a - b) * (a - b)).Average();
        Assert.InRange(Damage(100), 0, 4);
        Assert.True(Damage(10) > 3 * Damage(90));
        Assert.True(Damage(2) > Damage(40));
    }

    [Fact]
    public void Blur_takes_detail_and_keeps_brightness()
    {
        var source = Random(Width * Height * 3, 4);
        double Detail(byte[] picture) => Enumerable.Range(0, Height * (Width - 1) - Height).Average(i => Math.Abs(picture[i * 3] - picture[i * 3 + 3]));
        var (little, much) = (Apply(new PictureChange { Crop = Whole, Blur = 0.5f }, source), Apply(new PictureChange { Crop = Whole, Blur = 3 }, source));
        Assert.True(Detail(much) < 0.3 * Detail(little) && Detail(little) < Detail(source));
        Assert.InRange(much.Average(static b => (double)b) - source.Average(static b => (double)b), -6, 6);
    }

    [Fact]
    public void Grey_pictures_have_three_equal_colours()
    {
        var options = PictureAugmentation.None with { GreyChance = 1 };
        var grey = Apply(PictureChange.Draw(options, Width, Height, new SeededGenerator(2)), Random(Width * Height * 3, 4));
        for (var i = 0; i < grey.Length; i += 3) Assert.True(Math.Abs(grey[i] - grey[i + 1]) <= 1 && Math.Abs(grey[i] - grey[i + 2]) <= 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_overlay_covers_a_part_and_stands_still(int kind) => Gen.Select(Gen.ULong, Gen.Int[8, 60], Gen.Int[8, 60]).Sample(
        (seed, width, height) =>
        {
            var planes = new float[3 * width * height];
            Array.Fill(planes, 120f);
            PictureOverlay.Draw((OverlayKind)kind, seed, planes, width, height);
            Assert.All(planes, static value => Assert.InRange(value, 0, 255));
            var again = new float[planes.Length];
            Array.Fill(again, 120f);
            PictureOverlay.Draw((OverlayKind)kind, seed, again, width, height);
            Assert.Equal(planes, again);
            var covered = planes.Count(static value => value != 120f) / (double)planes.Length;
            // A caption on a stamp may have room for no more than a space.
            var least = (OverlayKind)kind == OverlayKind.Caption && width < 40 ? 0 : 1e-9;
            Assert.InRange(covered, least, 0.95);
        },
        iter: 200);

    [Fact]
    public void Every_change_happens_as_often_as_its_chance_says()
    {
        var options = new PictureAugmentation { FlipChance = 0.5, ColourChance = 0.8, GreyChance = 0, BlurChance = 0.15, OverlayChance = 0.2, CompressionChance = 0.3 };
        var changes = Enumerable.Range(0, 4_000).Select(seed => PictureChange.Draw(options, 64, 64, new SeededGenerator((ulong)seed))).ToArray();
        double Share(Func<PictureChange, bool> has) => changes.Count(has) / 4_000.0;
        Assert.InRange(Share(static c => c.IsFlipped), 0.47, 0.53);
        Assert.InRange(Share(static c => c.Colour is not null), 0.77, 0.83);
        Assert.InRange(Share(static c => c.Blur > 0), 0.13, 0.17);
        Assert.InRange(Share(static c => c.Overlay != OverlayKind.None), 0.18, 0.22);
        Assert.InRange(Share(static c => c.Quality > 0), 0.27, 0.33);
        Assert.All(changes, static c => Assert.True(c.Quality == 0 || c.Quality is >= 15 and <= 90));
        Assert.All(changes, static c => Assert.InRange(c.Crop.Width * c.Crop.Height / (64 * 64), 0.35 * 0.7, 1.0000001));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        Assert.Null(new PictureAugmentation().Check());
        Assert.Null(PictureAugmentation.None.Check());
        Assert.Contains(nameof(PictureAugmentation.SmallestCrop), new PictureAugmentation { SmallestCrop = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.LargestStretch), new PictureAugmentation { LargestStretch = 5 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.Contrast), new PictureAugmentation { Contrast = 1 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.Hue), new PictureAugmentation { Hue = 0.6 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.LargestBlur), new PictureAugmentation { LargestBlur = 9 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.WorstQuality), new PictureAugmentation { WorstQuality = 91 }.Check(), StringComparison.Ordinal);
        Assert.Contains(nameof(PictureAugmentation.GreyChance), new PictureAugmentation { GreyChance = double.NaN }.Check(), StringComparison.Ordinal);
    }

    private static byte[] Apply(PictureChange change, byte[] source)
    {
        var target = new byte[source.Length];
        new PictureAugmenter(Width, Height).Apply(change, source, Width, Height, target);
        return target;
    }

    private static byte[] Random(int length, ulong seed)
    {
        var bytes = new byte[length];
        new Random((int)(seed % int.MaxValue)).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Smooth() => [.. Enumerable.Range(0, Width * Height * 3).Select(static i => (byte)(128 + 60 * Math.Sin(i / 3 % Width * 0.3) + 40 * Math.Cos(i / 3 / Width * 0.4 + i % 3 * 0.1)))];
}

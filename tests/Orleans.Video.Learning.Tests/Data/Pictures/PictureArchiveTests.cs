using System.Text;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Data.Pictures;

/// <summary>Labelled pictures from a zip file or a folder that anybody may have made.</summary>
public sealed class PictureArchiveTests
{
    private const string Classes = "n00000001\tred thing, red\nn00000002\tblue thing\n\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_come_in_the_order_of_their_names_with_their_labels_and_damaged_ones_are_counted()
    {
        await using var media = new LearningMedia();
        var (red, blue) = (LearningMedia.Jpeg(0xE01010), LearningMedia.Jpeg(0x1010E0));
        var torn = blue[..];
        torn.AsSpan(20, torn.Length - 20).Clear();
        var archive = PictureArchive.Open(media.Zip(
            "pictures.zip",
            ("classes.tsv", Encoding.UTF8.GetBytes(Classes)),
            ("train/n00000002/b.JPEG", blue), ("train/n00000001/a.JPEG", red), ("train/n00000002/a.jpg", torn), ("train/n00000001/c.JPEG", [1, 2, 3]), ("train/n00000001/e.JPEG", []),
            ("train/n00000002/d.JPEG", blue), ("train/n00000003/a.JPEG", red), ("train/n00000001/notes.txt", red), ("train/n00000001/deep/a.JPEG", red), ("val/n00000001/a.JPEG", red)));
        var skipped = new SkippedEntries();
        var pictures = await archive.ReadAsync(media.Library, "train", 16, 12, skipped, Cancel);
        Assert.Equal([0, 1, 1], pictures.Labels.ToArray());
        Assert.Equal(3, skipped.CountOf("damaged picture"));
        Assert.Equal(1, skipped.CountOf("picture of an unknown class"));
        Assert.Equal(2, skipped.CountOf("entry that is no picture of a class"));
        AssertColour(pictures, 0, 0xE0, 0x10, 0x10);
        AssertColour(pictures, 1, 0x10, 0x10, 0xE0);
        AssertColour(pictures, 2, 0x10, 0x10, 0xE0);
        Assert.Equal(["red thing", "red"], archive.Classes.Classes[0].Names);
        var taken = pictures.Take([2, 0]);
        Assert.Equal([1, 0], taken.Labels.ToArray());
        AssertColour(taken, 1, 0xE0, 0x10, 0x10);
    }

    [Fact]
    public async Task A_byte_changed_within_a_picture_is_noticed()
    {
        await using var media = new LearningMedia();
        var path = media.Zip("changed.zip", ("classes.tsv", Encoding.UTF8.GetBytes(Classes)), ("train/n00000001/a.JPEG", LearningMedia.Jpeg(0xE01010)), ("train/n00000001/b.JPEG", LearningMedia.Jpeg(0x1010E0)));
        var bytes = await File.ReadAllBytesAsync(path, Cancel);
        // The last bytes of the last picture, before the list of entries.
        bytes[bytes.AsSpan().IndexOf("PK\u0001\u0002"u8) - 3] ^= 0x10;
        await File.WriteAllBytesAsync(path, bytes, Cancel);
        var skipped = new SkippedEntries();
        var pictures = await PictureArchive.Open(path).ReadAsync(media.Library, "train", 8, 8, skipped, Cancel);
        Assert.Equal(1, pictures.Count);
        Assert.Equal("1 skipped: 1 damaged picture (train/n00000001/b.JPEG)", skipped.ToString());
    }

    [Fact]
    public async Task What_is_no_archive_of_pictures_names_the_file_and_says_what_is_missing()
    {
        await using var media = new LearningMedia();
        Assert.Contains("is not there", Refuse(media.Folder.File("none.zip")), StringComparison.Ordinal);
        Assert.Contains("classes.tsv", Refuse(media.Zip("empty.zip")), StringComparison.Ordinal);
        Assert.Contains("line 1: expected a WordNet id", Refuse(media.Zip("bad.zip", ("classes.tsv", "dog\tdog"u8.ToArray()))), StringComparison.Ordinal);
        Assert.Contains("line 2: the class n00000001 is there twice", Refuse(media.Zip("twice.zip", ("classes.tsv", "n00000001\ta\nn00000001\tb"u8.ToArray()))), StringComparison.Ordinal);
        Assert.Contains("has no name", Refuse(media.Zip("nameless.zip", ("classes.tsv", "n00000001\t,"u8.ToArray()))), StringComparison.Ordinal);
        Assert.Contains("names no class", Refuse(media.Zip("none-named.zip", ("classes.tsv", "\n"u8.ToArray()))), StringComparison.Ordinal);
        var empty = PictureArchive.Open(media.Zip("no-pictures.zip", ("classes.tsv", Encoding.UTF8.GetBytes(Classes)), ("train/n00000001/a.JPEG", [1])));
        var error = await Assert.ThrowsAsync<LearningDataException>(() => empty.ReadAsync(media.Library, "train", 8, 8, new SkippedEntries(), Cancel));
        Assert.Contains("no picture of a known class below train/", error.Message, StringComparison.Ordinal);

        static string Refuse(string path) => Assert.Throws<LearningDataException>(() => PictureArchive.Open(path)).Message;
    }

    [Fact]
    public async Task A_folder_of_folders_gives_pictures_of_any_kind()
    {
        await using var media = new LearningMedia();
        var folder = media.Folder.File("pictures");
        Write("red/a.jpg", LearningMedia.Jpeg(0xE01010));
        Write("red/b.png", await File.ReadAllBytesAsync(SampleVideos.Make("blue.png", "-f", "lavfi", "-i", "color=c=0x1010E0:s=40x40:d=1", "-frames:v", "1"), Cancel));
        Write("red/c.txt", "no picture"u8.ToArray());
        Write("other/a.jpg", LearningMedia.Jpeg(0xE01010));
        var skipped = new SkippedEntries();
        var pictures = await PictureFolder.ReadAsync(media.Library, folder, static name => name == "red" ? 7 : null, 16, 16, skipped, Cancel);
        Assert.Equal([7, 7], pictures.Labels.ToArray());
        AssertColour(pictures, 0, 0xE0, 0x10, 0x10);
        AssertColour(pictures, 1, 0x10, 0x10, 0xE0);
        Assert.Equal((1, 1), (skipped.CountOf("damaged picture"), skipped.CountOf("folder of an unknown class")));
        var none = await Assert.ThrowsAsync<LearningDataException>(() => PictureFolder.ReadAsync(media.Library, media.Folder.File("nowhere"), static _ => 0, 8, 8, skipped, Cancel));
        Assert.Contains("nowhere is not there", none.Message, StringComparison.Ordinal);

        void Write(string name, byte[] bytes)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    private static void AssertColour(PictureSet pictures, int picture, int red, int green, int blue)
    {
        var pixels = pictures.Pixels(picture);
        Assert.Equal(pictures.PictureBytes, pixels.Length);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            Assert.InRange(pixels[i] - red, -12, 12);
            Assert.InRange(pixels[i + 1] - green, -12, 12);
            Assert.InRange(pixels[i + 2] - blue, -12, 12);
        }
    }
}

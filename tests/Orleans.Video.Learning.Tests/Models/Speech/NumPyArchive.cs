using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Video.Learning.Tests.Models.Speech;

/// <summary>Arrays of 32-bit floats in an <c>.npz</c> file: a zip of <c>.npy</c> entries.</summary>
internal static class NumPyArchive
{
    /// <summary>All arrays by name, row-major.</summary>
    public static Dictionary<string, float[]> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(static e => Path.GetFileNameWithoutExtension(e.FullName), static e =>
        {
            using var stream = e.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Numbers(copy.ToArray());
        });
    }

    // Version 1: six bytes of magic, two of version, two with the header's length, and the header, a Python dictionary.
    private static float[] Numbers(byte[] file)
    {
        Assert.Equal(1, file[6]);
        var header = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        var described = Encoding.ASCII.GetString(file, 10, header);
        Assert.Contains("'<f4'", described, StringComparison.Ordinal);
        Assert.Contains("'fortran_order': False", described, StringComparison.Ordinal);
        return MemoryMarshal.Cast<byte, float>(file.AsSpan(10 + header)).ToArray();
    }
}

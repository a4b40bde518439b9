using System.Buffers.Binary;

namespace Orleans.Video.Learning.Data.Waves;

/// <summary>Samples of a WAV file, mixed to one channel: PCM of 8, 16, 24 or 32 bits, or 32-bit floating point.</summary>
/// <param name="SampleRate">Samples a second, 1,000–192,000.</param>
/// <param name="Samples">Full scale at 32768.</param>
internal sealed record WaveFile(int SampleRate, short[] Samples)
{
    private const uint OpenSize = 0x7FFF_F000;
    private const int Pcm = 1, Floating = 3, Extensible = 0xFFFE;

    /// <summary>Reads a file's bytes. A file whose samples end before their declared end is damaged; chunks that mean nothing here are passed over.</summary>
    /// <exception cref="InvalidDataException">It is no such file; the message says why.</exception>
    public static WaveFile Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8)) throw new InvalidDataException("it does not begin as a WAV file does");
        ReadOnlySpan<byte> format = default;
        for (var at = 12; at + 8 <= file.Length;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var isData = file[at..].StartsWith("data"u8);
            at += 8;
            // Written to a pipe, a file does not know its length and declares about the largest one: espeak-ng the last whole page below 2 GiB, ffmpeg all ones.
            var isOpen = isData && size >= OpenSize;
            if (!isOpen && size > file.Length - at) throw new InvalidDataException("it ends before its declared end");
            var body = isOpen ? file[at..] : file.Slice(at, (int)size);
            if (isData) return Decode(format, body);
            if (file[(at - 8)..].StartsWith("fmt "u8)) format = body;
            at += (int)size + (int)(size & 1);
        }

        throw new InvalidDataException("it holds no samples");
    }

    /// <summary>The bytes of a WAV file of 16-bit samples in one channel.</summary>
    public byte[] Write()
    {
        var file = new byte[44 + Samples.Length * 2];
        var span = file.AsSpan();
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(span[20..], Pcm);
        BinaryPrimitives.WriteInt16LittleEndian(span[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(span[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(span[34..], 16);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[40..], Samples.Length * 2);
        for (var i = 0; i < Samples.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(span[(44 + i * 2)..], Samples[i]);
        return file;
    }

    private static WaveFile Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        if (format.Length < 16) throw new InvalidDataException("it does not say what its samples are");
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (kind == Extensible && format.Length >= 26) kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        if (channels is < 1 or > 16) throw new InvalidDataException($"it has {channels} channels, and 1 to 16 are read");
        if (rate is < 1_000 or > 192_000) throw new InvalidDataException($"it has {rate} samples a second, and 1,000 to 192,000 are read");
        if ((kind, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Floating, 32))) throw new InvalidDataException($"its samples are of kind {kind} and {bits} bits, and PCM of 8 to 32 bits or 32-bit floating point is read");
        var width = bits / 8;
        var samples = new short[data.Length / (width * channels)];
        for (var i = 0; i < samples.Length; i++)
        {
            var sum = 0.0;
            for (var channel = 0; channel < channels; channel++) sum += Sample(data[((i * channels + channel) * width)..], kind, bits);
            samples[i] = ToSample(sum / channels);
        }

        return new WaveFile((int)rate, samples);
    }

    // Full scale at 1.
    private static double Sample(ReadOnlySpan<byte> at, int kind, int bits) => (kind, bits) switch
    {
        (Floating, _) => BinaryPrimitives.ReadSingleLittleEndian(at) is var value && float.IsFinite(value) ? value : throw new InvalidDataException("a sample is not a number"),
        (_, 8) => (at[0] - 128) / 128.0,
        (_, 16) => BinaryPrimitives.ReadInt16LittleEndian(at) / 32768.0,
        (_, 24) => (at[0] | (at[1] << 8) | ((sbyte)at[2] << 16)) / 8388608.0,
        _ => BinaryPrimitives.ReadInt32LittleEndian(at) / 2147483648.0,
    };

    /// <summary>A sample of full scale at 1 as one of full scale at 32768; what is beyond is cut off.</summary>
    public static short ToSample(double value) => (short)Math.Clamp(Math.Round(value * 32768), short.MinValue, short.MaxValue);
}

namespace Orleans.Video.Media.Probing.Headers;

/// <summary>Reads rate and channels from an AudioSpecificConfig (ISO/IEC 14496-3, section 1.6.2.1).</summary>
internal static class AacSound
{
    private const uint LowComplexity = 2, SpectralBandReplication = 5, SyncExtension = 0x2B7;

    // Below this, the stream itself may turn out to carry the upper half of the spectrum in a way that the configuration does not announce.
    private const int LeastPlainRate = 32_000;

    private static ReadOnlySpan<int> Rates => [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

    private static ReadOnlySpan<byte> ChannelCounts => [0, 1, 2, 3, 4, 5, 6, 8];

    /// <summary>Rate and channels of plain low-complexity AAC, or null for anything else.</summary>
    public static (int Rate, int Channels)? Read(ReadOnlySpan<byte> configuration)
    {
        var bits = new BitCursor(configuration);
        if (bits.Bits(5) != LowComplexity) return null;
        var rate = bits.Bits(4);
        var channels = bits.Bits(4);
        // 1,024 samples a frame, no core coder, no extension.
        if (bits.Bits(3) != 0 || bits.Failed || rate >= Rates.Length || channels >= ChannelCounts.Length || channels == 0) return null;
        var saysPlain = bits.Remaining >= 17 && bits.Bits(11) == SyncExtension && bits.Bits(5) == SpectralBandReplication && !bits.Flag();
        if (bits.Failed || (!saysPlain && (configuration.Length != 2 || Rates[(int)rate] < LeastPlainRate))) return null;
        return (Rates[(int)rate], ChannelCounts[(int)channels]);
    }
}

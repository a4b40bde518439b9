using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>The functions of Debian's <c>libpocketsphinx3</c> and <c>libsphinxbase3</c> (5prealpha) that are called here.</summary>
internal static partial class NativeMethods
{
    public const string SphinxLibrary = "libpocketsphinx.so.3";
    public const string BaseLibrary = "libsphinxbase.so.3";

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_args();

    [LibraryImport(SphinxLibrary)]
    public static partial DecoderHandle ps_init(ConfigurationHandle configuration);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_free(nint decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_get_feat(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_get_logmath(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_start_stream(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_start_utt(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_process_raw(DecoderHandle decoder, ref readonly short samples, nuint count, int noSearch, int fullUtterance);

    [LibraryImport(SphinxLibrary)]
    public static partial byte ps_get_in_speech(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_end_utt(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_get_hyp(DecoderHandle decoder, out int score);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_seg_iter(DecoderHandle decoder);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_seg_next(nint segment);

    [LibraryImport(SphinxLibrary)]
    public static partial nint ps_seg_word(nint segment);

    [LibraryImport(SphinxLibrary)]
    public static partial void ps_seg_frames(nint segment, out int first, out int last);

    [LibraryImport(SphinxLibrary)]
    public static partial int ps_seg_prob(nint segment, nint acoustic, nint language, nint backOff);

    [LibraryImport(SphinxLibrary)]
    public static partial void ps_seg_free(nint segment);

    [LibraryImport(BaseLibrary)]
    public static partial ConfigurationHandle cmd_ln_parse_r(nint before, nint definitions, int count, nint arguments, int strict);

    [LibraryImport(BaseLibrary)]
    public static partial int cmd_ln_free_r(nint configuration);

    [LibraryImport(BaseLibrary)]
    public static partial double logmath_exp(nint logMath, int value);

    [LibraryImport(BaseLibrary)]
    public static partial void err_set_logfp(nint file);

    /// <summary><c>feat_t</c> of <c>sphinxbase/feat.h</c>, as far as it is read.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Features
    {
        public int ReferenceCount;
        public nint Name;
        public int CepstrumSize;
        public int Streams;
        public nint StreamLengths;
        public int WindowSize;
        public int SubVectors;
        public nint SubVectorLengths;
        public nint SubVectorSpecification;
        public nint SubVectorBuffer;
        public int SubVectorDimension;
        public int Normalisation;
        public int NormalisesVariance;
        public int GainControl;
        public nint Compute;
        public nint CepstralMean;
    }

    /// <summary><c>cmn_t</c> of <c>sphinxbase/cmn.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct CepstralMean
    {
        public nint Mean;
        public nint Variance;
        public nint Sum;
        public int Frames;
        public int Length;
    }
}

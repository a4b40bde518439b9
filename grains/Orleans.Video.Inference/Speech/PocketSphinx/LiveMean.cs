using System.Runtime.InteropServices;

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>
/// The running mean of the cepstra that a decoder takes off its features, which it carries from utterance to utterance. Put back before each stretch
/// of sound, what is heard depends on that stretch alone. The library has no call for it; the structures are those of its public headers, and are
/// looked at before they are believed.
/// </summary>
internal sealed class LiveMean
{
    private const int Cepstra = 13;

    private readonly nint _address;
    private readonly float[] _mean = new float[Cepstra];
    private readonly float[] _variance = new float[Cepstra];
    private readonly float[] _sum = new float[Cepstra];
    private readonly int _frames;

    private LiveMean(nint address, NativeMethods.CepstralMean state)
    {
        _address = address;
        Marshal.Copy(state.Mean, _mean, 0, Cepstra);
        Marshal.Copy(state.Variance, _variance, 0, Cepstra);
        Marshal.Copy(state.Sum, _sum, 0, Cepstra);
        _frames = state.Frames;
    }

    /// <summary>Remembers the mean of a decoder that has heard nothing yet.</summary>
    /// <exception cref="SpeechEngineMissingException">The library is not laid out as the one that is meant.</exception>
    public static LiveMean Of(DecoderHandle decoder)
    {
        var features = NativeMethods.ps_get_feat(decoder);
        if (features != 0)
        {
            var known = Marshal.PtrToStructure<NativeMethods.Features>(features);
            if (known is { CepstrumSize: Cepstra, CepstralMean: not 0 })
            {
                var state = Marshal.PtrToStructure<NativeMethods.CepstralMean>(known.CepstralMean);
                if (state is { Length: Cepstra, Frames: >= 0 and < 10_000, Mean: not 0, Variance: not 0, Sum: not 0 }) return new LiveMean(known.CepstralMean, state);
            }
        }

        throw new SpeechEngineMissingException($"{NativeMethods.BaseLibrary} is not the version that this program knows: apt-get install libpocketsphinx3 of Debian 12");
    }

    /// <summary>Puts it back.</summary>
    public void Restore()
    {
        var state = Marshal.PtrToStructure<NativeMethods.CepstralMean>(_address);
        Marshal.Copy(_mean, 0, state.Mean, Cepstra);
        Marshal.Copy(_variance, 0, state.Variance, Cepstra);
        Marshal.Copy(_sum, 0, state.Sum, Cepstra);
        Marshal.StructureToPtr(state with { Frames = _frames }, _address, fDeleteOld: false);
    }
}

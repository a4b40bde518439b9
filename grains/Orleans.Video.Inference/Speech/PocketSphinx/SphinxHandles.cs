using Microsoft.Win32.SafeHandles;

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>A <c>ps_decoder_t</c>.</summary>
internal sealed class DecoderHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        _ = NativeMethods.ps_free(handle);
        return true;
    }
}

/// <summary>A <c>cmd_ln_t</c>.</summary>
internal sealed class ConfigurationHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        _ = NativeMethods.cmd_ln_free_r(handle);
        return true;
    }
}

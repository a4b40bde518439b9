using System.Runtime.InteropServices;

namespace Orleans.Video.Inference.Speech.PocketSphinx;

/// <summary>
/// One PocketSphinx decoder, used by the thread that made it. It listens as the command <c>pocketsphinx_continuous -infile</c> does: in blocks, with its
/// own detection of pauses, an utterance between two of them; but each call begins as a new decoder would.
/// </summary>
internal sealed class SphinxDecoder : IDisposable
{
    /// <summary>Frames of a second, the default of <c>-frate</c>.</summary>
    private const double FrameRate = 100;

    /// <summary>Samples that the command reads at a time; where utterances end depends on it.</summary>
    private const int Block = 2048;

    private readonly DecoderHandle _decoder;
    private readonly nint _logMath;
    private readonly LiveMean _mean;

    /// <summary>Loads a model, which takes some tenths of a second.</summary>
    /// <exception cref="SpeechEngineMissingException">Library or model is not on this machine, or not the one that is meant.</exception>
    public SphinxDecoder(SphinxModel model)
    {
        if (model.Problem() is { } problem) throw new SpeechEngineMissingException(problem);
        // What it says of its models goes to the standard error of this process otherwise. The setting is the thread's.
        NativeMethods.err_set_logfp(0);
        using var configuration = Configure(model);
        _decoder = configuration.IsInvalid ? new DecoderHandle() : NativeMethods.ps_init(configuration);
        if (_decoder.IsInvalid)
        {
            _decoder.Dispose();
            throw new SpeechEngineMissingException($"the speech recogniser pocketsphinx does not take its {model.Name} model: apt-get install --reinstall libpocketsphinx3 {model.Package}");
        }

        _logMath = NativeMethods.ps_get_logmath(_decoder);
        try
        {
            _mean = LiveMean.Of(_decoder);
        }
        catch
        {
            _decoder.Dispose();
            throw;
        }
    }

    /// <summary>The words of one stretch of sound.</summary>
    public IReadOnlyList<RecognisedWord> Recognise(ReadOnlySpan<short> samples, CancellationToken cancellationToken)
    {
        var words = new List<RecognisedWord>();
        _mean.Restore();
        _ = NativeMethods.ps_start_stream(_decoder);
        Check(NativeMethods.ps_start_utt(_decoder), nameof(NativeMethods.ps_start_utt));
        var speaking = false;
        var cancelled = false;
        for (var at = 0; at < samples.Length && !cancelled; at += Block)
        {
            cancelled = cancellationToken.IsCancellationRequested;
            var block = samples.Slice(at, Math.Min(Block, samples.Length - at));
            Check(NativeMethods.ps_process_raw(_decoder, in MemoryMarshal.GetReference(block), (nuint)block.Length, 0, 0), nameof(NativeMethods.ps_process_raw));
            var inSpeech = NativeMethods.ps_get_in_speech(_decoder) != 0;
            if (!inSpeech && speaking)
            {
                _ = NativeMethods.ps_end_utt(_decoder);
                Collect(words);
                Check(NativeMethods.ps_start_utt(_decoder), nameof(NativeMethods.ps_start_utt));
            }

            speaking = inSpeech;
        }

        _ = NativeMethods.ps_end_utt(_decoder);
        cancellationToken.ThrowIfCancellationRequested();
        if (speaking) Collect(words);
        return words;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static ConfigurationHandle Configure(SphinxModel model)
    {
        string[] arguments = ["-hmm", model.Acoustic, "-lm", model.Words, "-dict", model.Dictionary];
        // The texts are copied; only the array and its strings must outlive the call.
        var strings = arguments.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        var array = Marshal.AllocCoTaskMem(strings.Length * nint.Size);
        try
        {
            Marshal.Copy(strings, 0, array, strings.Length);
            return NativeMethods.cmd_ln_parse_r(0, NativeMethods.ps_args(), strings.Length, array, 0);
        }
        finally
        {
            foreach (var text in strings) Marshal.FreeCoTaskMem(text);
            Marshal.FreeCoTaskMem(array);
        }
    }

    private void Collect(List<RecognisedWord> words)
    {
        if (NativeMethods.ps_get_hyp(_decoder, out _) == 0) return;
        for (var segment = NativeMethods.ps_seg_iter(_decoder); segment != 0; segment = NativeMethods.ps_seg_next(segment))
        {
            var text = WordOf(Marshal.PtrToStringUTF8(NativeMethods.ps_seg_word(segment)));
            if (text is null) continue;
            NativeMethods.ps_seg_frames(segment, out var first, out var last);
            var confidence = NativeMethods.logmath_exp(_logMath, NativeMethods.ps_seg_prob(segment, 0, 0, 0));
            words.Add(new RecognisedWord(text, first / FrameRate, (last + 1) / FrameRate, (float)Math.Clamp(confidence, 0, 1)));
        }
    }

    // Fillers such as <sil> and [SPEECH] are no words; the number of a pronunciation, as in been(2), is none of the word.
    private static string? WordOf(string? entry)
    {
        if (string.IsNullOrEmpty(entry) || entry[0] is '<' or '[' || entry.StartsWith("++", StringComparison.Ordinal)) return null;
        var variant = entry.IndexOf('(', StringComparison.Ordinal);
        return variant > 0 ? entry[..variant] : entry;
    }

    private static void Check(int result, string function)
    {
        if (result < 0) throw new InvalidOperationException($"the speech recogniser pocketsphinx failed in {function}: restart the silo, and if it happens again reinstall libpocketsphinx3");
    }
}

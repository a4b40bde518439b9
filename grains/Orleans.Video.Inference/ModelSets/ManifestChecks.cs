namespace Orleans.Video.Inference.ModelSets;

/// <summary>Checks a manifest field by field, before any of its files is opened.</summary>
internal sealed class ManifestChecks
{
    private readonly string _set;
    private readonly string _encoder;

    private ManifestChecks(string set, string encoder = "")
    {
        _set = set;
        _encoder = encoder;
    }

    /// <summary>Throws at the first field that is wrong.</summary>
    /// <exception cref="ModelSetException">Names the field, what it must be, and what it is.</exception>
    public static void Check(string set, ModelSetManifest manifest)
    {
        var top = new ManifestChecks(set);
        top.Require("id", IsId(manifest.Id), manifest.Id, "1 to 64 lower-case letters, digits, '.', '_' or '-', beginning with a letter or digit");
        top.Text("version", manifest.Version, 64);
        top.Require("parent", manifest.Parent is null || IsId(manifest.Parent), manifest.Parent, "the id of a model set, or absent");
        top.Text("licence", manifest.Licence, 4096);
        top.Range("jointWidth", manifest.JointWidth, 0, 8192);
        EncoderSpec?[] encoders = [manifest.Visual, manifest.Audio, manifest.Text, manifest.Fusion, manifest.Speech];
        top.Require("trained", !manifest.Trained || encoders.All(static e => e is not { Trained: false }), manifest.Trained, "false, because an encoder of the set is not trained");
        top.Require("visual", encoders.Any(static e => e is not null), null, "given, or audio, text, fusion or speech: a set holds at least one encoder");
        foreach (var (name, value) in manifest.Quality ?? new Dictionary<string, double>())
            top.Require($"quality.{name}", double.IsFinite(value), value, "a finite number");
        if (manifest.Visual is { } visual) new ManifestChecks(set, "visual.").Visual(visual, manifest.JointWidth);
        if (manifest.Audio is { } audio) new ManifestChecks(set, "audio.").Audio(audio, manifest.JointWidth);
        if (manifest.Text is { } text) new ManifestChecks(set, "text.").Text(text, manifest.JointWidth);
        if (manifest.Fusion is { } fusion) new ManifestChecks(set, "fusion.").Fusion(fusion, manifest);
        if (manifest.Speech is { } speech) new ManifestChecks(set, "speech.").Speech(speech);
    }

    /// <summary>Whether a text may name a model set (and so a folder).</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= 64 } && (char.IsAsciiLetterLower(id[0]) || char.IsAsciiDigit(id[0]))
        && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        && !id.Contains("..", StringComparison.Ordinal);

    private void Visual(VisualSpec spec, int jointWidth)
    {
        Encoder(spec);
        Name("input", spec.Input);
        Name("output", spec.Output);
        Range("frames", spec.Frames, 1, 64);
        Range("frameHeight", spec.FrameHeight, 8, 1024);
        Range("frameWidth", spec.FrameWidth, 8, 1024);
        OneOf("layout", spec.Layout, "NTCHW", "NCHW");
        OneOf("channels", spec.Channels, "RGB", "BGR");
        OneOf("fit", spec.Fit, "stretch", "cover", "contain");
        Require("scale", float.IsFinite(spec.Scale) && spec.Scale != 0, spec.Scale, "a finite number other than 0");
        Require("mean", spec.Mean.Length == 3 && spec.Mean.All(float.IsFinite), string.Join(',', spec.Mean), "three finite numbers");
        Require("std", spec.Std.Length == 3 && spec.Std.All(static s => float.IsFinite(s) && s > 0), string.Join(',', spec.Std), "three numbers above 0");
        Require("joint", !spec.Joint || (jointWidth > 0 && spec.Width >= jointWidth), spec.Joint, "false, because the width is below jointWidth");
    }

    private void Audio(AudioSpec spec, int jointWidth)
    {
        Encoder(spec);
        Name("input", spec.Input);
        Name("output", spec.Output);
        Range("sampleRate", spec.SampleRate, 8000, 48000);
        Range("frames", spec.Frames, 1, 4096);
        Require("mean", float.IsFinite(spec.Mean), spec.Mean, "a finite number");
        Require("std", float.IsFinite(spec.Std) && spec.Std > 0, spec.Std, "a number above 0");
        Require("joint", !spec.Joint || (jointWidth > 0 && spec.Width >= jointWidth), spec.Joint, "false, because the width is below jointWidth");
        var mel = spec.Mel;
        Range("mel.nFft", mel.NFft, 16, 8192);
        Require("mel.nFft", mel.NFft % 2 == 0, mel.NFft, "even");
        Range("mel.window", mel.Window, 2, mel.NFft);
        Range("mel.hop", mel.Hop, 1, mel.NFft);
        Range("mel.mels", mel.Mels, 1, 512);
        Require("mel.fMin", float.IsFinite(mel.FMin) && mel.FMin >= 0, mel.FMin, "0 Hz or more");
        Require("mel.fMax", mel.FMax > mel.FMin && mel.FMax <= spec.SampleRate / 2f, mel.FMax, $"above fMin and at most {spec.SampleRate / 2} Hz");
        OneOf("mel.scale", mel.Scale, "htk", "slaney");
        OneOf("mel.norm", mel.Norm, "none", "slaney");
        Require("mel.logOffset", mel.LogOffset > 0 && float.IsFinite(mel.LogOffset), mel.LogOffset, "a number above 0");
        Require("mel.nFft", spec.SampleRate > mel.NFft, mel.NFft, "shorter than a second");
    }

    private void Text(TextSpec spec, int jointWidth)
    {
        Encoder(spec);
        Name("tokenInput", spec.TokenInput);
        OptionalName("maskInput", spec.MaskInput);
        OptionalName("typeInput", spec.TypeInput);
        Name("pooledOutput", spec.PooledOutput);
        OptionalName("tokenOutput", spec.TokenOutput);
        Range("maxTokens", spec.MaxTokens, 4, 4096);
        Require("width", jointWidth == 0 || spec.Width == jointWidth, spec.Width, $"jointWidth, {jointWidth}: text is compared in the joint space");
        var tokenizer = spec.Tokenizer;
        OneOf("tokenizer.kind", tokenizer.Kind, "wordPiece", "bpe", "sentencePiece");
        var files = tokenizer.Kind == "bpe" ? 2 : 1;
        Require("tokenizer.files", tokenizer.Files.Count == files, tokenizer.Files.Count, $"{files} file(s) for {tokenizer.Kind}");
        for (var i = 0; i < files; i++)
        {
            Require($"tokenizer.files[{i}]", tokenizer.Files[i] is not null, null, "a file and its sha256");
            Text($"tokenizer.files[{i}].file", tokenizer.Files[i].File, 256);
            Hash($"tokenizer.files[{i}].sha256", tokenizer.Files[i].Sha256);
        }

        Name("tokenizer.padding", tokenizer.Padding);
        Name("tokenizer.unknown", tokenizer.Unknown);
        OptionalName("tokenizer.start", tokenizer.Start);
        OptionalName("tokenizer.end", tokenizer.End);
        OptionalName("tokenizer.endOfWord", tokenizer.EndOfWord);
    }

    private void Fusion(FusionSpec spec, ModelSetManifest manifest)
    {
        Encoder(spec);
        Range("secondsPerStep", spec.SecondsPerStep, 1, 64);
        Range("stateWidth", spec.StateWidth, 1, 65536);
        Require("visualWidth", spec.VisualWidth == 0 || spec.VisualWidth == manifest.Visual?.Width, spec.VisualWidth, "the width of the set's visual encoder, or 0");
        Require("audioWidth", spec.AudioWidth == 0 || spec.AudioWidth == manifest.Audio?.Width, spec.AudioWidth, "the width of the set's audio encoder, or 0");
        Require("visualWidth", spec.VisualWidth > 0 || spec.AudioWidth > 0, 0, "above 0, or audioWidth is");
        Require("width", spec.Width == manifest.JointWidth, spec.Width, $"jointWidth, {manifest.JointWidth}");
        Name("visualInput", spec.VisualInput);
        Name("audioInput", spec.AudioInput);
        Name("visualPresentInput", spec.VisualPresentInput);
        Name("audioPresentInput", spec.AudioPresentInput);
        Name("secondsInput", spec.SecondsInput);
        Name("stateInput", spec.StateInput);
        Name("secondsOutput", spec.SecondsOutput);
        Name("pooledOutput", spec.PooledOutput);
        Name("stateOutput", spec.StateOutput);
    }

    private void Speech(SpeechSpec spec)
    {
        Encoder(spec);
        Name("input", spec.Input);
        Name("output", spec.Output);
        File("vocabulary", spec.Vocabulary);
        if (spec.LanguageModel is { } model) File("languageModel", model);
        Range("languages", spec.Languages.Count, 1, 200);
        foreach (var language in spec.Languages)
            Require("languages", language is { Length: >= 2 and <= 8 } && language.All(char.IsAsciiLetterLower), language, "primary subtags of 2 to 8 lower-case letters, such as en");
        Range("kernels", spec.Kernels.Count, 1, 16);
        Require("strides", spec.Strides.Count == spec.Kernels.Count, spec.Strides.Count, "as many as kernels");
        foreach (var (kernel, stride) in spec.Kernels.Zip(spec.Strides))
        {
            Range("kernels", kernel, 1, 1024);
            Range("strides", stride, 1, 64);
        }

        var step = spec.Strides.Aggregate(1L, static (a, b) => a * b);
        Require("strides", step <= 8000, step, "at most half a second apart together");
        Require("windowSeconds", spec.WindowSeconds is >= 1 and <= 60, spec.WindowSeconds, "1 to 60");
        Require("contextSeconds", spec.ContextSeconds >= 0 && spec.ContextSeconds < (spec.WindowSeconds / 2) - 0.5, spec.ContextSeconds, "at least 0, and half a second less than half a window");
        OptionalName("blank", spec.Blank);
        Name("boundary", spec.Boundary);
        Range("beam", spec.Beam, 1, 10_000);
        Require("languageWeight", double.IsFinite(spec.LanguageWeight), spec.LanguageWeight, "a finite number");
        Require("wordScore", double.IsFinite(spec.WordScore), spec.WordScore, "a finite number");
    }

    private void File(string field, ModelSetFile file)
    {
        Require(field, file is not null, null, "a file and its sha256");
        Text($"{field}.file", file!.File, 256);
        Hash($"{field}.sha256", file.Sha256);
    }

    private void Encoder(EncoderSpec spec)
    {
        Text("file", spec.File, 256);
        Hash("sha256", spec.Sha256);
        Range("width", spec.Width, 1, 8192);
        Range("maxBatch", spec.MaxBatch, 1, 256);
    }

    private void Hash(string field, string value) =>
        Require(field, value is { Length: 64 } && value.All(char.IsAsciiHexDigitLower), value, "64 lower-case hexadecimal digits");

    private void Name(string field, string value) => Text(field, value, 256);

    private void OptionalName(string field, string? value)
    {
        if (value is not null) Name(field, value);
    }

    private void Text(string field, string? value, int longest) =>
        Require(field, value?.Length > 0 && value.Length <= longest && !value.Any(char.IsControl), value, $"1 to {longest} characters without control characters");

    private void Range(string field, int value, int least, int most) =>
        Require(field, value >= least && value <= most, value, least == most ? $"{least}" : $"{least} to {most}");

    private void OneOf(string field, string value, params ReadOnlySpan<string> allowed)
    {
        if (!allowed.Contains(value)) Require(field, holds: false, value, string.Join(" or ", allowed!));
    }

    private void Require(string field, bool holds, object? value, string mustBe)
    {
        if (holds) return;
        var shown = value?.ToString() is { } text ? $", not '{(text.Length > 80 ? text[..80] + "…" : text)}'" : "";
        throw new ModelSetException(_set, ManifestFile.Name, $"field '{_encoder}{field}' must be {mustBe}{shown}", "correct the manifest or import the set again");
    }
}

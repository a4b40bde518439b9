using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech.Ctc;

namespace Orleans.Video.Inference;

/// <summary>Makes a model set of a foreign ONNX file and the other encoders of a base set.</summary>
internal sealed class ModelSetImport
{
    private const int WidestVector = 8192;

    private readonly ImportRequest _request;
    private readonly ModelSet? _base;
    private readonly byte[] _bytes;
    private readonly string _file;

    private ModelSetImport(ImportRequest request, ModelSet? baseSet)
    {
        _request = request;
        _base = baseSet;
        _file = Path.GetFileName(request.OnnxFile);
        _bytes = ReadFile(request.OnnxFile);
    }

    /// <summary>Imports into the library's first folder.</summary>
    public static ModelSet Run(ModelSetLibrary library, ImportRequest request)
    {
        using var folder = new ModelSetFolder(library.Folders[0], request.Id);
        var import = new ModelSetImport(request, request.BaseSet is { } id ? library.Open(id) : null);
        return folder.Finish(import.Fill(folder), import.Check);
    }

    private ModelSetManifest Fill(ModelSetFolder folder)
    {
        VisualSpec? visual = null;
        AudioSpec? audio = null;
        SpeechSpec? speech = null;
        using (var session = new OnnxSession(_request.Id, _file, _bytes, InferenceDevice.Cpu))
        {
            if (_request.Modality == EncoderModality.Visual) visual = DescribeVisual(session);
            else if (_request.Modality == EncoderModality.Audio) audio = DescribeAudio(session);
            else speech = DescribeSpeech(session, folder);
        }

        var given = _base?.Manifest;
        visual ??= Take(folder, given?.Visual);
        audio ??= Take(folder, given?.Audio);
        speech ??= Take(folder, given?.Speech);
        var text = Take(folder, given?.Text);
        var fusion = _request.Modality == EncoderModality.Speech ? Take(folder, given?.Fusion) : null;
        var own = folder.Add($"imported-{_request.Modality}.onnx".ToLowerInvariant(), _bytes);
        if (_request.Modality == EncoderModality.Visual) visual = visual! with { File = own.File, Sha256 = own.Sha256 };
        else if (_request.Modality == EncoderModality.Audio) audio = audio! with { File = own.File, Sha256 = own.Sha256 };
        else speech = speech! with { File = own.File, Sha256 = own.Sha256 };
        return new ModelSetManifest
        {
            Id = _request.Id,
            Version = _request.Version,
            Trained = visual is not { Trained: false } && audio is not { Trained: false } && text is not { Trained: false } && fusion is not { Trained: false } && speech is not { Trained: false },
            Licence = _request.Licence,
            JointWidth = given?.JointWidth ?? 0,
            Visual = visual,
            Audio = audio,
            Text = text,
            Fusion = fusion,
            Speech = speech,
        };
    }

    // The new encoder is run as it will be when it serves; the base set's encoders were checked by their hashes.
    private void Check(ModelSet set)
    {
        if (_request.Modality == EncoderModality.Speech) _ = new SpeechDecoding(set);
        using IDisposable encoder = _request.Modality switch
        {
            EncoderModality.Visual => new VisualEncoder(set, InferenceDevice.Cpu),
            EncoderModality.Audio => new AudioEncoder(set, InferenceDevice.Cpu),
            _ => new SpeechEncoder(set, InferenceDevice.Cpu),
        };
    }

    private T? Take<T>(ModelSetFolder folder, T? spec)
        where T : EncoderSpec
    {
        if (spec is null) return null;
        // Files of a set may lie in folders of their own; the new set is flat.
        var file = folder.Add(Flat(spec.File), _base!.ReadChecked(new ModelSetFile(spec.File, spec.Sha256)));
        var taken = spec with { File = file.File, Licence = spec.Licence ?? _base.Manifest.Licence, Source = spec.Source ?? $"model set {_base.Manifest.Id}" };
        if (taken is SpeechSpec speech)
        {
            return (T)(EncoderSpec)(speech with
            {
                Vocabulary = folder.Add(Flat(speech.Vocabulary.File), _base.ReadChecked(speech.Vocabulary)),
                LanguageModel = speech.LanguageModel is { } model ? folder.Add(Flat(model.File), _base.ReadChecked(model)) : null,
            });
        }

        if (taken is not TextSpec text) return taken;
        return (T)(EncoderSpec)(text with { Tokenizer = text.Tokenizer with { Files = [.. text.Tokenizer.Files.Select(f => folder.Add(Flat(f.File), _base.ReadChecked(f)))] } });
    }

    private static string Flat(string file) => file.Replace('/', '-');

    private VisualSpec DescribeVisual(OnnxSession session)
    {
        var input = OnlyInput(session);
        var whole = input.Shape.Count == 5;
        if (input.Shape.Count is not (4 or 5) || (input.Shape[^3] >= 0 && input.Shape[^3] != 3))
            throw session.Broken($"its input {input} is neither [N, 3, H, W] nor [N, T, 3, H, W]", "export it with the colour planes first");
        var height = Size(session, "frame height", input.Shape[^2], _request.FrameHeight, 224);
        var width = Size(session, "frame width", input.Shape[^1], _request.FrameWidth, 224);
        var frames = whole ? Size(session, "frames", input.Shape[1], _request.Frames, 4) : _request.Frames ?? 1;
        int[] shape = whole ? [frames, 3, height, width] : [3, height, width];
        var (output, vector) = ChooseOutput(session, input, shape);
        return new VisualSpec
        {
            File = _file,
            Sha256 = "",
            Trained = _request.Trained,
            Source = _request.Source,
            Licence = _request.Licence,
            Width = vector,
            Input = input.Name,
            Output = output,
            Frames = frames,
            FrameHeight = height,
            FrameWidth = width,
            Layout = whole ? "NTCHW" : "NCHW",
            Channels = _request.Channels,
            Scale = _request.Scale ?? 1f / 255f,
            Mean = _request.Mean ?? [0f, 0f, 0f],
            Std = _request.Std ?? [1f, 1f, 1f],
            Fit = _request.Fit,
        };
    }

    private AudioSpec DescribeAudio(OnnxSession session)
    {
        const int SampleRate = 16000;
        var input = OnlyInput(session);
        if (input.Shape.Count != 4 || (input.Shape[1] >= 0 && input.Shape[1] != 1))
            throw session.Broken($"its input {input} is not [N, 1, bands, columns]", "export it to take a log-mel spectrogram");
        var mels = Size(session, "mel bands", input.Shape[2], _request.Mel?.Mels, 64);
        var mel = _request.Mel ?? new MelSpec { NFft = 512, Window = 400, Hop = 160, FMin = 20, FMax = 7600, Mels = mels };
        var columns = input.Shape[3] > 0 ? input.Shape[3] : SampleRate / mel.Hop - 2;
        var (output, vector) = ChooseOutput(session, input, [1, mels, columns]);
        return new AudioSpec
        {
            File = _file,
            Sha256 = "",
            Trained = _request.Trained,
            Source = _request.Source,
            Licence = _request.Licence,
            Width = vector,
            Input = input.Name,
            Output = output,
            SampleRate = SampleRate,
            Mel = mel,
            Frames = columns,
            Mean = _request.Mean is [var mean] ? mean : 0f,
            Std = _request.Std is [var std] ? std : 1f,
        };
    }

    private SpeechSpec DescribeSpeech(OnnxSession session, ModelSetFolder folder)
    {
        var input = OnlyInput(session);
        if (input.Shape.Count != 2 || input.Shape[1] >= 0) throw session.Broken($"its input {input} is not [N, S] with any number of samples", "export it with a free number of samples");
        var output = session.Outputs.FirstOrDefault(o => _request.Output is null ? o.Shape.Count == 3 : o.Name == _request.Output)
            ?? throw session.Broken($"none of its outputs is logits [N, T, V]: {string.Join("; ", session.Outputs)}", "name its output");
        if (_request.VocabularyFile is null) throw session.Broken("a speech encoder needs the tokens of its logits", "give the model's vocab.json (--vocabulary)");
        var vocabulary = folder.Add("vocab.json", ReadFile(_request.VocabularyFile));
        CtcVocabulary tokens;
        try
        {
            tokens = CtcVocabulary.Parse(ReadFile(_request.VocabularyFile));
        }
        catch (InvalidDataException problem)
        {
            throw new ModelSetException(_request.Id, "vocab.json", problem.Message, "take the vocab.json that belongs to the model", problem);
        }

        return new SpeechSpec
        {
            File = _file,
            Sha256 = "",
            Trained = _request.Trained,
            Source = _request.Source,
            Licence = _request.Licence,
            Width = tokens.Count,
            MaxBatch = 4,
            Input = input.Name,
            Output = output.Name,
            Vocabulary = vocabulary,
            Languages = _request.Languages,
            LanguageModel = _request.LanguageModelFile is { } model ? folder.Add("words.arpa", ReadFile(model)) : null,
        };
    }

    private TensorContract OnlyInput(OnnxSession session)
    {
        if (_request.Input is { } name) return session.RequireInput(name, "--input");
        return session.Inputs.Count == 1
            ? session.Inputs[0]
            : throw session.Broken($"it has {session.Inputs.Count} inputs: {string.Join("; ", session.Inputs)}", "import a graph with one input");
    }

    private static int Size(OnnxSession session, string what, int found, int? asked, int otherwise)
    {
        if (found > 0 && asked is { } size && size != found) throw session.Broken($"its {what} is {found}, not {size}", $"leave the {what} out");
        var chosen = found > 0 ? found : asked ?? otherwise;
        return chosen is > 0 and <= 4096 ? chosen : throw session.Broken($"its {what} is {chosen}", "use a smaller model, or ask for 1 to 4096");
    }

    // Shapes that a graph declares are often free, so it is run once and what comes out is looked at.
    private (string Output, int Width) ChooseOutput(OnnxSession session, TensorContract input, int[] shape)
    {
        var names = _request.Output is { } asked ? [session.RequireOutput(asked, "--output").Name] : session.Outputs.Select(static o => o.Name).ToArray();
        var length = shape.Aggregate(1L, static (a, b) => a * b);
        if (length > 64 << 20) throw session.Broken($"one item of its input is {length} numbers", "ask for smaller sizes");
        var buffer = new FloatBuffer(session, input);
        buffer.Fill((int)length).Fill(0.5f);
        using var value = buffer.AsInput([1, .. shape]);
        using var results = session.WarmUp([input.Name], [value], names);
        for (var i = 0; i < names.Length; i++)
        {
            if (!results[i].IsTensor) continue;
            var found = results[i].GetTensorTypeAndShape().Shape;
            var width = found.Length < 2 || found[0] != 1 ? 0 : found.Skip(1).Aggregate(1L, static (a, b) => a * b);
            if (width is > 0 and <= WidestVector) return (names[i], (int)width);
        }

        throw session.Broken($"none of its outputs is a vector an item: {string.Join("; ", session.Outputs)}", $"name an output of at most {WidestVector} numbers");
    }

    private byte[] ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new ModelSetException(_request.Id, file.Name, $"not found at {file.FullName}", "give the path of the file");
            if (file.Length > ModelSet.LargestFile) throw new ModelSetException(_request.Id, file.Name, $"{file.Length} bytes long, more than {ModelSet.LargestFile}", "use a smaller or quantised model");
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelSetException(_request.Id, Path.GetFileName(path), $"cannot be read ({error.Message})", "check its permissions", error);
        }
    }
}

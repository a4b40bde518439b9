using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Inference.Onnx;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Element">Its element type.</param>
/// <param name="Shape">Its dimensions; -1 where one is free.</param>
public sealed record TensorContract(string Name, TensorElementType Element, IReadOnlyList<int> Shape)
{
    /// <summary>As people write it: <c>images float [N, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{Name} {Element} [{string.Join(", ", Shape.Select(static d => d < 0 ? "?" : $"{d}"))}]";
}

/// <summary>
/// One ONNX graph on one device; the one place where ONNX Runtime loads a model. A file is checked before ONNX Runtime sees it, loading and the warm-up run have a time limit.
/// Runs come from one thread at a time. The arena keeps what the largest run needed, so whoever runs it bounds its batches.
/// </summary>
public sealed class OnnxSession : IDisposable
{
    /// <summary>How long loading, and the first run, may each take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly InferenceSession _session;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly RunOptions _options;
    private readonly CpuArena? _arena;
    private readonly string? _shrink;

    /// <summary>Checks and loads a graph.</summary>
    /// <param name="set">The set's id, for messages.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="bytes">The ONNX file.</param>
    /// <param name="device">What it runs on.</param>
    /// <exception cref="ModelSetException">The file is no ONNX file, holds what is refused, cannot be loaded, or the device is absent.</exception>
    public OnnxSession(string set, string file, byte[] bytes, InferenceDevice device)
        : this(set, file, bytes, device, TimeProvider.System, Patience)
    {
    }

    internal OnnxSession(string set, string file, byte[] bytes, InferenceDevice device, TimeProvider time, TimeSpan patience)
    {
        Set = set;
        File = file;
        _time = time;
        _patience = patience;
        GraphReader.Read(set, file, bytes);
        var (kind, ordinal) = InferenceDevice.Parse(device);
        // An arena with a limit gives back after each run what it does not need, so that whoever shares the device finds room.
        _shrink = device.ArenaLimit is null ? null : kind == "cuda" ? $"gpu:{ordinal}" : "cpu:0";
        using var options = Options(device, kind, ordinal);
        if (kind == "cpu" && device.ArenaLimit is { } limit) _arena = CpuArena.Hold(limit);
        using (var deadline = new Deadline(time, patience, () => options.SetLoadCancellationFlag(true)))
        {
            try
            {
                _session = new InferenceSession(bytes, options);
            }
            catch (OnnxRuntimeException error)
            {
                _arena?.Dispose();
                throw deadline.Passed ? TooSlow("load", error) : Broken($"ONNX Runtime does not load it ({error.Message})", "check that the file is whole and its operators are standard", error);
            }
        }

        _options = NewRunOptions();
        Inputs = [.. _session.InputMetadata.Select(Contract)];
        Outputs = [.. _session.OutputMetadata.Select(Contract)];
    }

    /// <summary>The set's id.</summary>
    public string Set { get; }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The graph's inputs.</summary>
    public IReadOnlyList<TensorContract> Inputs { get; }

    /// <summary>The graph's outputs.</summary>
    public IReadOnlyList<TensorContract> Outputs { get; }

    /// <summary>Runs the graph into values that the caller has made.</summary>
    /// <exception cref="ModelSetException">The run failed, such as by an output of another shape.</exception>
    public void Run(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs, IReadOnlyCollection<OrtValue> results)
    {
        try
        {
            _session.Run(_options, inputs, values, outputs, results);
        }
        catch (OnnxRuntimeException error)
        {
            throw RunFailed(error);
        }
    }

    /// <summary>Inputs and outputs that stay where they are from run to run, such as in a device's memory; the caller disposes it.</summary>
    public OrtIoBinding Bind() => _session.CreateIoBinding();

    /// <summary>Runs the graph with what is bound.</summary>
    /// <exception cref="ModelSetException">The run failed.</exception>
    public void Run(OrtIoBinding binding)
    {
        try
        {
            _session.RunWithBinding(_options, binding);
            binding.SynchronizeBoundOutputs();
        }
        catch (OnnxRuntimeException error)
        {
            throw RunFailed(error);
        }
    }

    /// <summary>Runs the graph once within the time limit; ONNX Runtime makes the outputs, and the caller disposes them.</summary>
    /// <exception cref="ModelSetException">The run failed or took too long.</exception>
    public IDisposableReadOnlyCollection<OrtValue> WarmUp(IReadOnlyCollection<string> inputs, IReadOnlyCollection<OrtValue> values, IReadOnlyCollection<string> outputs)
    {
        using var options = NewRunOptions();
        using var deadline = new Deadline(_time, _patience, () => options.Terminate = true);
        try
        {
            return _session.Run(options, inputs, values, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw deadline.Passed ? TooSlow("run", error) : RunFailed(error);
        }
    }

    /// <summary>The input of a name and rank.</summary>
    /// <exception cref="ModelSetException">The graph has none, or of another rank; the message lists what it has.</exception>
    public TensorContract RequireInput(string name, string field, params ReadOnlySpan<int> ranks) => Require(Inputs, "input", name, field, ranks);

    /// <summary>The output of a name; no rank allows any.</summary>
    /// <exception cref="ModelSetException">The graph has none, or of another rank; the message lists what it has.</exception>
    public TensorContract RequireOutput(string name, string field, params ReadOnlySpan<int> ranks) => Require(Outputs, "output", name, field, ranks);

    /// <summary>Checks that a contract's dimensions are free or as given (-1 allows any).</summary>
    /// <exception cref="ModelSetException">One is not.</exception>
    public void RequireShape(TensorContract contract, string field, params ReadOnlySpan<int> shape)
    {
        for (var i = 0; i < shape.Length; i++)
        {
            if (contract.Shape[i] < 0 || shape[i] < 0 || contract.Shape[i] == shape[i]) continue;
            throw Broken($"{contract} does not fit [{string.Join(", ", shape.ToArray())}], which '{field}' asks for (-1: any)", "correct the sizes in the manifest");
        }
    }

    /// <summary>Checks that the graph asks for nothing but the inputs named.</summary>
    /// <exception cref="ModelSetException">It has another input.</exception>
    public void RequireNoOtherInput(params ReadOnlySpan<string?> known)
    {
        foreach (var input in Inputs)
            if (!known.Contains(input.Name)) throw Broken($"its input {input} is one that the manifest does not name", "name it in the manifest, or export a graph without it");
    }

    /// <summary>An error of this file.</summary>
    public ModelSetException Broken(string cause, string remedy, Exception? inner = null) => new(Set, File, cause, remedy, inner);

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
        _arena?.Dispose();
    }

    private static TensorContract Contract(KeyValuePair<string, NodeMetadata> pair) =>
        pair.Value.IsTensor ? new(pair.Key, pair.Value.ElementDataType, pair.Value.Dimensions) : new(pair.Key, TensorElementType.DataTypeMax, []);

    private RunOptions NewRunOptions()
    {
        var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (_shrink is not null) options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", _shrink);
        return options;
    }

    private SessionOptions Options(InferenceDevice device, string kind, int ordinal)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = device.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            // Threads that spin between runs would take the processor from the decoders.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", device.Spin ? "1" : "0");
            options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
            // Otherwise the first bytes of the file choose the parser, and the one for ORT's own format is not for foreign files.
            options.AddSessionConfigEntry("session.load_model_format", "ONNX");
            if (kind == "cuda") AppendCuda(options, device, ordinal);
            else if (device.ArenaLimit is not null) options.AddSessionConfigEntry("session.use_env_allocators", "1");
            return options;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
        {
            options.Dispose();
            throw Broken($"device '{device.Name}' is absent ({error.Message})", "use cpu:0, or install the GPU build of ONNX Runtime with its CUDA", error);
        }
    }

    private static void AppendCuda(SessionOptions options, InferenceDevice device, int ordinal)
    {
        if (device.ArenaLimit is not { } limit)
        {
            options.AppendExecutionProvider_CUDA(ordinal);
            return;
        }

        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{ordinal}",
            ["gpu_mem_limit"] = $"{limit}",
            // What is extended by doubling is never given back.
            ["arena_extend_strategy"] = "kSameAsRequested",
        });
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private TensorContract Require(IReadOnlyList<TensorContract> contracts, string kind, string name, string field, ReadOnlySpan<int> ranks)
    {
        var contract = contracts.FirstOrDefault(c => c.Name == name)
            ?? throw Broken($"it has no {kind} '{name}', which '{field}' names; it has {string.Join("; ", contracts)}", "correct the manifest");
        if (ranks.Length > 0 && !ranks.Contains(contract.Shape.Count))
            throw Broken($"its {kind} {contract} has {contract.Shape.Count} dimensions, not {string.Join(" or ", ranks.ToArray())}", "use a graph of another layout");
        return contract;
    }

    private ModelSetException TooSlow(string what, OnnxRuntimeException error) => Broken($"it did not {what} within {_patience.TotalSeconds} seconds", "use a smaller model", error);

    private ModelSetException RunFailed(OnnxRuntimeException error) =>
        Broken($"ONNX Runtime does not run it ({error.Message})", "check the sizes in the manifest, or use another model", error);
}

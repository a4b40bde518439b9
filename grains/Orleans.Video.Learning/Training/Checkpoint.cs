using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Video.Inference.Onnx;

namespace Orleans.Video.Learning.Training;

/// <summary>
/// All that a run needs to go on as if it had never stopped: every variable, the optimiser's own among them, the step, and the curve.
/// <code>
/// file = "OVCKPT01" | header length, int32 | header, JSON | numbers, float32 in the header's order | SHA-256 of all before
/// </code>
/// It is written beside its place and moved there when it is whole and on the disk, so a crash leaves the one before.
/// </summary>
internal sealed class Checkpoint
{
    private const string Extension = ".checkpoint";
    private const int LargestHeader = 16 << 20;

    private static readonly byte[] s_magic = "OVCKPT01"u8.ToArray();
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly string _folder;

    public Checkpoint(string folder) => _folder = Path.GetFullPath(folder);

    /// <summary>The checkpoint of the latest step, or null where there is none.</summary>
    public string? Latest => Directory.Exists(_folder) ? Files().LastOrDefault() : null;

    /// <summary>Writes a checkpoint and deletes those that are older than the last few.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="TrainingException">It cannot be written, such as when the disk is full; what was there before stays.</exception>
    public string Save(VariableStore store, string run, long step, TrainingCurve curve, int keep)
    {
        var path = Path.Combine(_folder, $"step-{step:D9}{Extension}");
        var draft = path + ".unfinished";
        try
        {
            Directory.CreateDirectory(_folder);
            Write(draft, store, run, step, curve);
            File.Move(draft, path, overwrite: true);
            foreach (var old in Files().SkipLast(Math.Max(1, keep))) File.Delete(old);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            const int NoSpace = 28, OverQuota = 122;
            TryDelete(draft);
            var kept = Latest is { } latest ? $"the last good checkpoint is {latest}" : "there is no earlier checkpoint";
            throw error.HResult is NoSpace or OverQuota
                ? new TrainingException($"checkpoint {path}", $"no space is left on the disk; {kept}", "free some space or name a folder on another disk, and start again: the run goes on from there", error)
                : new TrainingException($"checkpoint {path}", $"it cannot be written ({error.Message}); {kept}", "check the folder's permissions, and start again: the run goes on from there", error);
        }
    }

    /// <summary>Reads a checkpoint into a store.</summary>
    /// <returns>The step after which it was written.</returns>
    /// <exception cref="TrainingException">It is damaged, of another run or of another architecture; the store is then as it was.</exception>
    public static long Load(string path, VariableStore store, string run, TrainingCurve curve)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"checkpoint {path}", $"it cannot be read ({error.Message})", "check the path and its permissions", error);
        }

        var header = ReadHeader(path, bytes, out var numbers);
        RequireSameArchitecture(path, header, store, run);
        var values = MemoryMarshal.Cast<byte, float>(numbers);
        var start = 0;
        if (values.Length != store.Variables.Sum(static v => (long)v.Type.Shape.Elements)) throw Damaged(path, "its numbers do not fill its variables", inner: null);
        foreach (var variable in store.Variables.ToArray())
        {
            store.Write(variable.Key, values.Slice(start, variable.Type.Shape.Elements));
            start += variable.Type.Shape.Elements;
        }

        curve.Restore(header.Curve, header.CurveWidth);
        return header.Step;
    }

    private static void Write(string draft, VariableStore store, string run, long step, TrainingCurve curve)
    {
        var variables = store.Variables.Select(static v => v.Type.Element == TensorElement.Float32
            ? new SavedVariable(v.Key, [.. v.Type.Shape])
            : throw new TrainingException($"variable '{v.Key}'", "it is not of float numbers", "train a graph of Float32"));
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(run, step, [.. variables], [.. curve.Points], curve.PointWidth), s_json);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, header.Length);
        Put(s_magic);
        Put(length);
        Put(header);
        foreach (var name in store.Names) Put(MemoryMarshal.AsBytes<float>(store.Read(name)));
        file.Write(hash.GetHashAndReset());
        file.Flush(flushToDisk: true);

        void Put(ReadOnlySpan<byte> part)
        {
            hash.AppendData(part);
            file.Write(part);
        }
    }

    private static Header ReadHeader(string path, byte[] bytes, out ReadOnlySpan<byte> numbers)
    {
        var place = s_magic.Length + sizeof(int);
        if (bytes.Length < place + SHA256.HashSizeInBytes || !bytes.AsSpan(0, s_magic.Length).SequenceEqual(s_magic))
            throw Damaged(path, "it is no checkpoint", inner: null);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(s_magic.Length));
        var body = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        if (length < 0 || length > LargestHeader || length > body.Length - place || !SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(body.Length)))
            throw Damaged(path, "its bytes are not those that were written", inner: null);
        numbers = body[(place + length)..];
        try
        {
            var header = JsonSerializer.Deserialize<Header>(body.Slice(place, length), s_json);
            return header is { Run: not null, Variables: not null, Curve: not null, Step: >= 0 } ? header : throw Damaged(path, "its header is incomplete", inner: null);
        }
        catch (JsonException error)
        {
            throw Damaged(path, $"its header cannot be read ({error.Message})", error);
        }
    }

    private static void RequireSameArchitecture(string path, Header header, VariableStore store, string run)
    {
        if (header.Run != run)
            throw new TrainingException($"checkpoint {path}", $"it is of '{header.Run}', this is '{run}'", "use another folder for each run, or delete the checkpoint to begin anew");
        var expected = store.Variables.ToArray();
        for (var i = 0; i < Math.Max(expected.Length, header.Variables.Count); i++)
        {
            var here = i < expected.Length ? $"{expected[i].Key} {expected[i].Type.Shape}" : "nothing";
            var there = i < header.Variables.Count ? $"{header.Variables[i].Name} [{string.Join(", ", header.Variables[i].Shape)}]" : "nothing";
            if (here == there) continue;
            throw new TrainingException(
                $"checkpoint {path}", $"it is of another architecture: it has {there} where this model has {here}", "use the options that it was made with, or another folder");
        }
    }

    private static TrainingException Damaged(string path, string cause, Exception? inner) =>
        new($"checkpoint {path}", $"{cause}", "delete it: the run then goes on from the one before it, if there is one", inner);

    private static void TryDelete(string path)
    {
        try { File.Delete(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder, "step-*" + Extension).Order(StringComparer.Ordinal);

    private sealed record Header(string Run, long Step, IReadOnlyList<SavedVariable> Variables, IReadOnlyList<CurvePoint> Curve, int CurveWidth);

    private sealed record SavedVariable(string Name, IReadOnlyList<int> Shape);
}

namespace Orleans.Video.Learning.Training;

/// <summary>What a graph is fed with in one run: an array for each input, by name. It is not changed while the run lasts.</summary>
public sealed class Batch
{
    private readonly Dictionary<string, Array> _arrays = new(StringComparer.Ordinal);

    /// <summary>The names that are filled.</summary>
    public IReadOnlyCollection<string> Names => _arrays.Keys;

    /// <summary>Numbers for an input, row-major, as many as its shape holds.</summary>
    public Batch With(string name, float[] values) => Put(name, values);

    /// <summary>Double numbers for an input of a double graph.</summary>
    public Batch With(string name, double[] values) => Put(name, values);

    /// <summary>Integers for an input.</summary>
    public Batch With(string name, long[] values) => Put(name, values);

    internal Array? Find(string name) => _arrays.GetValueOrDefault(name);

    private Batch Put(string name, Array values)
    {
        _arrays[name] = values;
        return this;
    }
}

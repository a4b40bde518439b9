namespace Orleans.Video.Storage;

/// <summary>One writer at a time for a name. Names share a fixed number of locks, so two of them may now and then wait for each other.</summary>
internal sealed class NameLocks
{
    private readonly SemaphoreSlim[] _stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the name's turn; disposing the result ends it. A holder never takes a second one.</summary>
    public async ValueTask<Turn> EnterAsync(string name, CancellationToken ct)
    {
        var stripe = _stripes[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)_stripes.Length];
        await stripe.WaitAsync(ct);
        return new(stripe);
    }

    public readonly struct Turn(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}

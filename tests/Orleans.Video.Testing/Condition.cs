using Xunit;

namespace Orleans.Video.Testing;

/// <summary>Waits for what another process will bring about.</summary>
public static class Condition
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Asks again and again until the condition holds; fails the test, naming it, when it never does.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string name, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(Period);
        while (!await condition())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"it never came about that {name}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>The same for a condition that is seen at once.</summary>
    public static Task HoldsAsync(Func<bool> condition, string name, CancellationToken cancellationToken) =>
        HoldsAsync(() => Task.FromResult(condition()), name, cancellationToken);
}

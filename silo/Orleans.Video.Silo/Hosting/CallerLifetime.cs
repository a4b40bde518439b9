using Microsoft.Extensions.Hosting;

namespace Orleans.Video.Silo.Hosting;

/// <summary>The silo lives as long as its caller says: signals belong to the program that embeds it.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

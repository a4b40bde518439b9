using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Video.Grains.Encoders;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Hosting;

public sealed class DevicesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cuda_device_that_is_named_and_not_there_is_an_error_at_the_start()
    {
        Assert.SkipWhen(DeviceProbe.CudaDevices().Count > 0, "this machine has a CUDA device");
        using var data = new TemporaryFolder();
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(WithDevices(data, "cuda:0"), cancellationToken: Cancelled));
        Assert.StartsWith("Video:Devices names cuda:0, which does not run", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_is_ready_only_when_every_device_has_warmed_up()
    {
        using var data = new TemporaryFolder();
        var engines = new GatedEngines("cpu:1");
        await using var silo = await VideoSilo.StartAsync(
            WithDevices(data, "cpu:0,cpu:1"), builder => builder.Services.AddSingleton<IEncoderEngineFactory>(engines), Cancelled);
        try
        {
            using var http = new HttpClient { BaseAddress = silo.Address };
            await engines.Held.WaitAsync(Cancelled);
            using (var early = await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancelled))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
                Assert.Contains("warming up", await early.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
            }

            engines.Open();
            while (true)
            {
                using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), Cancelled);
                if (answer.StatusCode == HttpStatusCode.OK) break;
                Assert.Contains("warming up", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
            }

            Assert.Equal(["cpu:0 audio", "cpu:0 fusion", "cpu:0 text", "cpu:0 visual", "cpu:1 audio", "cpu:1 fusion", "cpu:1 text", "cpu:1 visual"], engines.Made.Order());
        }
        finally
        {
            engines.Open();
        }
    }

    private static VideoSiloOptions WithDevices(TemporaryFolder data, string devices)
    {
        var options = SharedSilo.OptionsFor(data.Path);
        return options with { LogLevel = LogLevel.None, Pipeline = options.Pipeline with { Devices = devices } };
    }

    /// <summary>The real engines; those of one device are made only when the gate is open.</summary>
    private sealed class GatedEngines(string device) : IEncoderEngineFactory
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();
        private readonly List<string> _made = [];

        public Task Held => _held.Task;

        public IReadOnlyList<string> Made
        {
            get
            {
                lock (_lock) return [.. _made];
            }
        }

        public void Open() => _gate.Set();

        public EncoderEngine Create(ModelSet set, string modality, InferenceDevice on)
        {
            if (on.Name == device)
            {
                _held.TrySetResult();
                _gate.Wait();
            }

            lock (_lock) _made.Add($"{on.Name} {modality}");
            return EncoderEngine.Create(set, modality, on);
        }
    }
}

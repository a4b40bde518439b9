using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Inference;
using Orleans.Video.Testing;
using Orleans.Video.Versions;
using Xunit;

namespace Orleans.Video.Silo.Tests.Processes;

public sealed class KilledFillTests
{
    private const int Videos = 12;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static string[] Ids => [.. Enumerable.Range(0, Videos).Select(n => $"video-{n}")];

    [Fact]
    public async Task A_silo_killed_twice_while_it_fills_a_set_ends_with_the_vectors_of_an_undisturbed_one()
    {
        using var undisturbedData = new TemporaryFolder();
        using var disturbedData = new TemporaryFolder();
        IReadOnlyDictionary<string, VideoResults> expected;
        await using (var silo = await StartAsync(undisturbedData.Path))
        {
            await ReadAllAsync(silo.Client);
            await silo.Client.FillModelAsync("second", Cancelled);
            expected = await EndAsync(silo.Client);
        }

        await using (var first = await StartAsync(disturbedData.Path))
        {
            await ReadAllAsync(first.Client);
            await first.Client.FillModelAsync("second", Cancelled);
            await KillAfterNextSegmentAsync(first, disturbedData.Path, 0);
        }

        // It goes on before it has said that it is there.
        var before = Segments(disturbedData.Path);
        await using (var second = await StartAsync(disturbedData.Path)) await KillAfterNextSegmentAsync(second, disturbedData.Path, before);
        await using var third = await StartAsync(disturbedData.Path);
        VideoResults.AssertEqual(expected, await EndAsync(third.Client));
    }

    private static async Task<SiloProcess> StartAsync(string data)
    {
        if (!Directory.Exists(Path.Combine(data, "models"))) UntrainedModelSet.Write(Path.Combine(Directory.CreateDirectory(Path.Combine(data, "models")).FullName, "second"), seed: 2);
        return await SiloProcess.StartAsync(data, SampleVideos.Folder, Cancelled);
    }

    private static async Task ReadAllAsync(VideoClient client)
    {
        for (var n = 0; n < Videos; n++) await client.SubmitAsync(new UploadRequest { Id = Ids[n], Uri = SampleVideos.Numbered(n) }, Cancelled);
        foreach (var id in Ids) await client.WaitUntilSettledAsync(id, Cancelled);
    }

    private static async Task KillAfterNextSegmentAsync(SiloProcess silo, string data, int before)
    {
        await Condition.HoldsAsync(() => Segments(data) > before, "a further segment is there", Cancelled);
        await silo.KillAsync(Cancelled);
        Assert.True(Segments(data) < 3 * Videos, "everything was read before the silo was killed");
    }

    private static int Segments(string data) =>
        Directory.EnumerateFiles(Path.Combine(data, "objects"), "*.vec", SearchOption.AllDirectories).Count(static file => file.Contains("/second@/", StringComparison.Ordinal) && !file.Contains("text", StringComparison.Ordinal));

    private static async Task<IReadOnlyDictionary<string, VideoResults>> EndAsync(VideoClient client)
    {
        await Condition.HoldsAsync(async () => (await client.ListModelsAsync(Cancelled)).Sets.Any(static set => set is { Id: "second", State: KeptSetState.Filled }), "the set is filled", Cancelled);
        await client.UseModelAsync("second", cancellationToken: Cancelled);
        var results = await VideoResults.CollectAsync(client, Ids, Cancelled);
        Assert.All(results.Values, static result => Assert.Equal("second", result.Video.ModelSet));
        return results;
    }
}

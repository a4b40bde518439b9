using System.Net;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Inference;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Testing;
using Orleans.Video.Versions;
using Xunit;

namespace Orleans.Video.Silo.Tests.Http;

public sealed class ModelsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_is_filled_used_left_and_removed_over_http()
    {
        using var data = new TemporaryFolder();
        UntrainedModelSet.Write(Path.Combine(Directory.CreateDirectory(data.File("sets")).FullName, "second"), seed: 2);
        var options = SharedSilo.OptionsFor(data.File("data")) with { ModelFolders = [data.File("sets"), UntrainedModels.Folder] };
        await using (var silo = await VideoSilo.StartAsync(options, cancellationToken: Cancelled))
        {
            using var client = new VideoClient(silo.Address);
            await client.SubmitAsync(new UploadRequest { Id = "v", Uri = SampleVideos.Brief(0) }, Cancelled);
            await client.WaitUntilSettledAsync("v", Cancelled);
            var before = (await client.GetEmbeddingAsync("v", cancellationToken: Cancelled))!;

            var list = await client.ListModelsAsync(Cancelled);
            Assert.Equal(("starter", (string?)null), (list.Serving, list.Previous));
            Assert.Equal([("second", (KeptSetState?)null, false), ("starter", KeptSetState.Filled, true)], list.Sets.Select(set => (set.Id, set.State, set.Serving)));
            await RefusedAsync(() => client.UseModelAsync("second", cancellationToken: Cancelled), HttpStatusCode.Conflict, "fill it by");
            await RefusedAsync(() => client.FillModelAsync("none", Cancelled), HttpStatusCode.UnprocessableEntity, "not found in");
            await RefusedAsync(() => client.FillModelAsync("NO SUCH", Cancelled), HttpStatusCode.BadRequest, "is no id");
            await RefusedAsync(() => client.RemoveModelAsync("starter", Cancelled), HttpStatusCode.Conflict, "serves");
            await RefusedAsync(() => client.StopFillAsync("second", Cancelled), HttpStatusCode.Conflict, "not being filled");

            await client.FillModelAsync("second", Cancelled);
            await UntilAsync(client, set => set.Id != "second" || set.State == KeptSetState.Filled);
            Assert.Equal("second", (await client.UseModelAsync("second", cancellationToken: Cancelled)).Serving);
            var after = (await client.GetEmbeddingAsync("v", cancellationToken: Cancelled))!;
            Assert.Equal(("starter", "second"), (before.ModelSet, after.ModelSet));
            Assert.NotEqual(before.Visual, after.Visual);
            await client.UseModelAsync("starter", cancellationToken: Cancelled);
            Assert.Equal(before.Visual, (await client.GetEmbeddingAsync("v", cancellationToken: Cancelled))!.Visual);
            await client.UseModelAsync("second", cancellationToken: Cancelled);
        }

        // Nobody says which set: the store does. One that made nothing in it is refused by name.
        await using (var silo = await VideoSilo.StartAsync(options, cancellationToken: Cancelled))
        {
            using var client = new VideoClient(silo.Address);
            Assert.Equal("second", (await client.GetEmbeddingAsync("v", cancellationToken: Cancelled))!.ModelSet);
            await client.RemoveModelAsync("starter", Cancelled);
            await UntilAsync(client, set => set.Id != "starter" || set.State is null);
            Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(data.File("data"), "objects"), "*", SearchOption.AllDirectories), file => file.Contains("/starter@/", StringComparison.Ordinal));
        }

        UntrainedModelSet.Write(Path.Combine(data.File("sets"), "third"), seed: 3);
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(options with { ModelSet = "third" }, cancellationToken: Cancelled));
        Assert.Contains("Video:ModelSet", refused.Message, StringComparison.Ordinal);
        Assert.Contains("video models fill third", refused.Message, StringComparison.Ordinal);
    }

    private static Task UntilAsync(VideoClient client, Func<ModelSetItem, bool> all) =>
        Condition.HoldsAsync(async () => (await client.ListModelsAsync(Cancelled)).Sets.All(all), "the set is as wanted", Cancelled);

    private static async Task RefusedAsync(Func<Task> ask, HttpStatusCode status, string reason)
    {
        var problem = await Assert.ThrowsAsync<VideoApiException>(ask);
        Assert.Equal(status, problem.Status);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }
}

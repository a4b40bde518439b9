using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Video.Client;
using Orleans.Video.Http;
using Orleans.Video.Silo.Configuration;
using Orleans.Video.Storage;
using Orleans.Video.Testing;
using Orleans.Video.Videos;
using Xunit;

namespace Orleans.Video.Silo.Tests.Hosting;

public sealed class VideoSiloTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_silos_run_in_one_process_and_each_says_where_it_answers()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        await using var first = await StartAsync(one);
        await using var second = await StartAsync(two);
        Assert.NotEqual(first.Address, second.Address);
        foreach (var (silo, folder) in new[] { (first, one), (second, two) })
        {
            using var client = new VideoClient(silo.Address);
            Assert.Equal(silo.Instance, (await client.GetHealthAsync(Cancelled))?.Instance);
            var file = ServerFile.TryRead(folder.Path)!;
            Assert.Equal((silo.Address, Environment.ProcessId, silo.Instance), (file.Address, file.Pid, file.Instance));
        }

        using var submitting = new VideoClient(first.Address);
        await submitting.SubmitAsync(new UploadRequest { Id = "only-here", Uri = "/absent.mp4" }, Cancelled);
        using var asking = new VideoClient(second.Address);
        Assert.Null(await asking.GetAsync("only-here", Cancelled));
        await first.StopAsync(Cancelled);
        Assert.Null(ServerFile.TryRead(one.Path));
        Assert.NotNull(ServerFile.TryRead(two.Path));
    }

    [Fact]
    public async Task A_data_folder_in_use_is_refused_by_name_and_says_who_has_it()
    {
        using var data = new TemporaryFolder();
        await using var silo = await StartAsync(data);
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => StartAsync(data));
        Assert.Contains(data.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(silo.Address.ToString(), refused.Message, StringComparison.Ordinal);
        using var client = new VideoClient(silo.Address);
        Assert.NotNull(await client.GetHealthAsync(Cancelled));
    }

    [Fact]
    public async Task What_was_accepted_is_there_after_a_restart_and_answers_searches()
    {
        using var data = new TemporaryFolder();
        await using (var silo = await StartAsync(data))
        {
            using var client = new VideoClient(silo.Address);
            await client.SubmitAsync(new UploadRequest { Id = "kept", Uri = SampleVideos.Mp4(), Title = "Unforgettable bars" }, Cancelled);
            Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync("kept", Cancelled)).State);
        }

        await using (var silo = await StartAsync(data))
        {
            using var client = new VideoClient(silo.Address);
            Assert.Equal(VideoState.Ready, (await client.GetAsync("kept", Cancelled))?.State);
            Assert.Equal("kept", Assert.Single((await client.SearchAsync("unforgettable", cancellationToken: Cancelled)).Results).VideoId);
        }
    }

    [Fact]
    public async Task A_model_set_that_is_not_there_is_named_at_the_start_and_the_folder_is_free_again()
    {
        using var data = new TemporaryFolder();
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path) with { ModelSet = "absent" }, cancellationToken: Cancelled));
        Assert.Contains("Video:ModelSet", refused.Message, StringComparison.Ordinal);
        Assert.Contains("absent", refused.Message, StringComparison.Ordinal);
        await using var silo = await StartAsync(data);
        Assert.NotNull(silo.Grains);
    }

    [Fact]
    public async Task An_address_in_use_is_named_and_leaves_nothing_running()
    {
        using var one = new TemporaryFolder();
        using var two = new TemporaryFolder();
        await using var first = await StartAsync(one);
        var options = SharedSilo.OptionsFor(two.Path) with { Urls = [$"http://127.0.0.1:{first.Address.Port}"] };
        var refused = await Assert.ThrowsAsync<VideoSiloOptionsException>(() => VideoSilo.StartAsync(options, cancellationToken: Cancelled));
        Assert.Contains("Video:Urls", refused.Message, StringComparison.Ordinal);
        Assert.Null(ServerFile.TryRead(two.Path));
        await using var second = await StartAsync(two);
        Assert.NotNull(second.Grains);
    }

    [Fact]
    public async Task Objects_may_live_in_azure_blobs_and_outlive_the_data_folder()
    {
        await using var azurite = await Azurite.RequireAsync(Cancelled);
        foreach (var start in new[] { "first", "second" })
        {
            using var data = new TemporaryFolder();
            await using var silo = await VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path) with { BlobConnectionString = azurite.ConnectionString, BlobContainer = "videos" }, cancellationToken: Cancelled);
            using var client = new VideoClient(silo.Address);
            if (start == "first")
            {
                await using var media = File.OpenRead(SampleVideos.Mp4());
                await client.UploadAsync(media, "bars.mp4", new UploadRequest { Id = "kept", Title = "Bars in the cloud" }, Cancelled);
            }

            Assert.Equal(VideoState.Ready, (await client.WaitUntilSettledAsync("kept", Cancelled)).State);
            Assert.Equal("kept", Assert.Single((await client.SearchAsync("cloud", cancellationToken: Cancelled)).Results).VideoId);
            Assert.False(Directory.Exists(Path.Combine(data.Path, "objects")));
        }
    }

    [Fact]
    public async Task Uploads_that_a_crash_left_behind_are_settled_at_the_next_start()
    {
        using var data = new TemporaryFolder();
        string kept;
        await using (var silo = await StartAsync(data))
        {
            using var client = new VideoClient(silo.Address);
            await using var media = File.OpenRead(SampleVideos.Mp4());
            kept = (await client.UploadAsync(media, "bars.mp4", new UploadRequest { Id = "kept" }, Cancelled)).Uri!["blob:".Length..];
            // As a crash leaves them: one whose video took it, one that nobody took, one that was never whole.
            var store = silo.Services.GetRequiredService<IObjectStore>();
            await store.PutAsync("media/lost/orphan", new byte[] { 1, 2, 3 }, ct: Cancelled);
            foreach (var (note, name) in new[] { ("one", kept), ("two", "media/lost/orphan"), ("three", "media/lost/never") })
                await store.PutAsync($"upload-notes/{note}", Encoding.UTF8.GetBytes(name), ct: Cancelled);
        }

        await using (var silo = await StartAsync(data))
        {
            var store = silo.Services.GetRequiredService<IObjectStore>();
            var left = new List<string>();
            foreach (var prefix in new[] { "media/", "upload-notes/" })
                await foreach (var entry in store.ListAsync(prefix, Cancelled)) left.Add(entry.Name);
            Assert.Equal([kept], left);
        }
    }

    [Fact]
    public async Task A_warm_silo_says_that_it_is_ready()
    {
        using var data = new TemporaryFolder();
        await using var silo = await StartAsync(data);
        using var client = new VideoClient(silo.Address);
        while (!await client.IsReadyAsync(Cancelled)) await Task.Yield();
    }

    private static Task<VideoSilo> StartAsync(TemporaryFolder data) => VideoSilo.StartAsync(SharedSilo.OptionsFor(data.Path), cancellationToken: Cancelled);
}

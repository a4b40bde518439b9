using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class ModelsTests
{
    [Fact]
    public async Task The_list_has_the_set_that_came_with_the_application_and_says_which_sets_are_untrained()
    {
        using var folder = new TemporaryFolder();
        var run = await RunAsync(folder, "models", "list", "--json");
        Assert.Equal(0, run.Code);
        var starter = Assert.Single(run.Document.GetProperty("sets").EnumerateArray(), static set => set.GetProperty("id").GetString() == "starter");
        Assert.True(starter.GetProperty("trained").GetBoolean());
        Assert.DoesNotContain("untrained", (await RunAsync(folder, "models", "list")).Out);
        await RunAsync(folder, "models", "new", "models/mine");
        Assert.Contains("untrained", (await RunAsync(folder, "models", "list")).Out);
    }

    [Fact]
    public async Task A_new_set_is_listed_passes_its_checks_and_is_the_same_for_the_same_seed()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(folder, "models", "new", "models/mine", "--seed", "7", "--json")).Code);
        Assert.Equal(0, (await RunAsync(folder, "models", "new", "elsewhere/mine", "--seed", "7")).Code);
        foreach (var file in Directory.EnumerateFiles(folder.File("models/mine")))
            Assert.Equal(await File.ReadAllBytesAsync(file), await File.ReadAllBytesAsync(Path.Combine(folder.File("elsewhere/mine"), Path.GetFileName(file))));

        var verified = await RunAsync(folder, "models", "verify", "mine", "--json");
        Assert.Equal(0, verified.Code);
        Assert.True(Assert.Single(verified.Items).GetProperty("passed").GetBoolean());

        var again = await RunAsync(folder, "models", "new", "models/mine");
        Assert.Equal(1, again.Code);
        Assert.Contains("is there already", again.Error);
    }

    [Fact]
    public async Task A_damaged_set_fails_its_checks_by_name()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, "models", "new", "models/mine");
        var graph = Directory.EnumerateFiles(folder.File("models/mine"), "*.onnx").First();
        var bytes = await File.ReadAllBytesAsync(graph);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(graph, bytes);
        var run = await RunAsync(folder, "models", "verify", "mine");
        Assert.Equal(1, run.Code);
        Assert.Contains("SHA-256", run.Out);

        var unknown = await RunAsync(folder, "models", "verify", "nobody", "--json");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("nobody", Assert.Single(unknown.Errors).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_foreign_classifier_becomes_the_visual_encoder_of_a_new_set_that_embeds()
    {
        using var folder = new TemporaryFolder();
        var imported = await RunAsync(
            folder, "models", "import", TestData.Require("models/SqueezeNet_fp16.onnx"), "--id", "squeezenet", "--base", "starter", "--channels", "BGR", "--scale", "1", "--json");
        Assert.True(imported.Code == 0, imported.Error);
        Assert.StartsWith(folder.File("models"), imported.Document.GetProperty("folder").GetString());

        var embedded = await RunAsync(folder, "embed", TestData.Require("models/kitten_224.png"), "--model-set", "squeezenet");
        Assert.True(embedded.Code == 0, embedded.Error);
        var vector = Assert.Single(embedded.Items).GetProperty("vector").EnumerateArray().Select(static value => value.GetSingle()).ToArray();
        Assert.InRange(Array.IndexOf(vector, vector.Max()), 281, 287);
    }

    private static Task<CommandRun> RunAsync(TemporaryFolder folder, params string[] arguments) =>
        CommandRun.RunAsync(folder.Path, arguments, TestContext.Current.CancellationToken);
}

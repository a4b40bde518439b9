using System.Text.Json.Nodes;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class ModelSetTests
{
    [Fact]
    public void The_starter_set_opens_is_small_and_says_what_it_knows()
    {
        var set = StarterSet.Open();
        Assert.True(set.Manifest is { Id: "starter", Trained: true });
        Assert.True(set.HasTrainedJointSpace);
        Assert.NotEmpty(set.Manifest.Quality!);
        Assert.InRange(Directory.EnumerateFiles(set.Folder, "*", SearchOption.AllDirectories).Sum(static f => new FileInfo(f).Length), 1, 25_000_000);
    }

    [Theory]
    [InlineData("id", "\"Two Words\"")]
    [InlineData("trained", "true")]
    [InlineData("jointWidth", "-1")]
    [InlineData("visual.frames", "0")]
    [InlineData("visual.frameHeight", "100000")]
    [InlineData("visual.layout", "\"NHWC\"")]
    [InlineData("visual.channels", "\"GBR\"")]
    [InlineData("visual.std", "[1, 0, 1]")]
    [InlineData("visual.mean", "[1, 0]")]
    [InlineData("visual.sha256", "\"abc\"")]
    [InlineData("visual.width", "\"wide\"")]
    [InlineData("visual.file", "null")]
    [InlineData("audio.mel.hop", "0")]
    [InlineData("audio.mel.fMax", "9000")]
    [InlineData("audio.mel.scale", "\"bark\"")]
    [InlineData("text.tokenizer.kind", "\"words\"")]
    [InlineData("text.maxTokens", "1000000")]
    [InlineData("text.width", "64")]
    [InlineData("fusion.audioWidth", "7")]
    [InlineData("fusion.stateWidth", "0")]
    public void A_wrong_field_is_refused_by_its_name(string field, string value)
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        Edit(set, field, JsonNode.Parse(value));
        var error = Assert.Throws<ModelSetException>(() => ModelSet.Open(set));
        Assert.Contains($"'{field}'", error.Message, StringComparison.Ordinal);
        Assert.Equal("manifest.json", error.File);
    }

    [Fact]
    public void A_field_that_nobody_knows_or_that_is_missing_is_refused()
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        Edit(set, "surprise", 1);
        Assert.Contains("surprise", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
        Edit(set, "surprise", null, remove: true);
        Edit(set, "visual.input", null, remove: true);
        Assert.Contains("input", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    public void A_manifest_that_is_none_is_refused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("manifest.json"), content);
        Assert.Throws<ModelSetException>(() => ModelSet.Open(folder.Path));
    }

    [Fact]
    public void A_folder_without_a_manifest_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("manifest.json", Assert.Throws<ModelSetException>(() => ModelSet.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../outside.onnx")]
    [InlineData("./visual.onnx")]
    [InlineData("a\\\\b")]
    public void A_path_that_leads_outside_is_refused(string path)
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        Edit(set, "visual.file", path);
        Assert.Contains("outside", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_refused()
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        File.Move(Path.Combine(set, "visual.onnx"), folder.File("elsewhere.onnx"));
        File.CreateSymbolicLink(Path.Combine(set, "visual.onnx"), folder.File("elsewhere.onnx"));
        Assert.Contains("link", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_and_a_missing_file_are_refused()
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        var file = Path.Combine(set, "text.onnx");
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Contains("SHA-256", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("not found", Assert.Throws<ModelSetException>(() => ModelSet.Open(set)).Message, StringComparison.Ordinal);
        Assert.False(ModelSetVerification.Verify(set, InferenceDevice.Cpu).Passed);
    }

    [Fact]
    public void A_file_that_changes_between_opening_and_loading_is_refused()
    {
        using var folder = new TemporaryFolder();
        var set = ModelSet.Open(Copy(folder));
        File.WriteAllText(Path.Combine(set.Folder, "visual.onnx"), "something else");
        Assert.Contains("SHA-256", Assert.Throws<ModelSetException>(() => new VisualEncoder(set, InferenceDevice.Cpu)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("visual.input", "\"nothing\"", "nothing")]
    [InlineData("visual.output", "\"nothing\"", "nothing")]
    [InlineData("visual.frames", "8", "visual")]
    [InlineData("visual.frameWidth", "64", "visual")]
    [InlineData("visual.layout", "\"NCHW\"", "dimensions")]
    [InlineData("audio.frames", "50", "audio")]
    [InlineData("text.pooledOutput", "\"tokens\"", "dimensions")]
    [InlineData("fusion.stateWidth", "100", "fusion")]
    public void A_graph_that_is_not_what_the_manifest_says_does_not_pass(string field, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        Edit(set, field, JsonNode.Parse(value));
        var report = ModelSetVerification.Verify(set, InferenceDevice.Cpu);
        var failed = Assert.Single(report.Checks, c => !c.Passed);
        Assert.Equal(field[..field.IndexOf('.', StringComparison.Ordinal)], failed.Name);
        Assert.Contains(reason, failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_joint_space_needs_every_encoder_on_the_way_into_it_trained()
    {
        using var folder = new TemporaryFolder();
        var set = Copy(folder);
        foreach (var encoder in new[] { "text", "fusion", "visual" })
        {
            Edit(set, encoder + ".trained", true);
            Assert.False(ModelSet.Open(set).HasTrainedJointSpace);
        }

        Edit(set, "audio.trained", true);
        Assert.True(ModelSet.Open(set).HasTrainedJointSpace);
        Edit(set, "text.trained", false);
        Assert.False(ModelSet.Open(set).HasTrainedJointSpace);
    }

    [Fact]
    public void An_unknown_device_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new VisualEncoder(StarterSet.Open(), new InferenceDevice("tpu:0", 1)));
        Assert.Throws<ArgumentException>(() => new VisualEncoder(StarterSet.Open(), new InferenceDevice("cpu:0", 0)));
    }

    private static string Copy(TemporaryFolder folder) => UntrainedModelSet.Write(folder.File("set"), seed: 1).Folder;

    private static void Edit(string set, string field, JsonNode? value, bool remove = false)
    {
        var path = Path.Combine(set, "manifest.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        var parts = field.Split('.');
        var at = parts[..^1].Aggregate(root, (node, part) => node[part]!).AsObject();
        if (remove) at.Remove(parts[^1]);
        else at[parts[^1]] = value;
        File.WriteAllText(path, root.ToJsonString());
    }
}

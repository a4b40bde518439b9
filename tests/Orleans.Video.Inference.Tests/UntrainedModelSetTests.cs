using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class UntrainedModelSetTests
{
    [Fact]
    public void Every_encoder_of_a_new_set_warms_up()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("starter"), seed: 1);

        var report = ModelSetVerification.Verify(folder.File("starter"), InferenceDevice.Cpu);

        Assert.True(report.Passed, string.Join('\n', report.Checks));
        Assert.Equal(["manifest", "visual", "audio", "text", "fusion"], report.Checks.Select(c => c.Name));
    }

    [Fact]
    public void A_set_is_what_its_seed_gives_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var (one, other) = (UntrainedModelSet.Write(folder.File("a/set"), seed: 1), UntrainedModelSet.Write(folder.File("b/set"), seed: 1));
        var names = Directory.EnumerateFiles(one.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.EnumerateFiles(other.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in names) Assert.Equal(File.ReadAllBytes(Path.Combine(one.Folder, name!)), File.ReadAllBytes(Path.Combine(other.Folder, name!)));
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        using var folder = new TemporaryFolder();
        var (one, other) = (UntrainedModelSet.Write(folder.File("one"), seed: 1).Manifest, UntrainedModelSet.Write(folder.File("other"), seed: 2).Manifest);
        Assert.NotEqual(one.Visual!.Sha256, other.Visual!.Sha256);
        Assert.NotEqual(one.Audio!.Sha256, other.Audio!.Sha256);
        Assert.NotEqual(one.Text!.Sha256, other.Text!.Sha256);
        Assert.NotEqual(one.Fusion!.Sha256, other.Fusion!.Sha256);
    }
}

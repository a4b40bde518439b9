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
    public void The_starter_set_of_the_repository_is_what_its_seed_gives_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("starter"), seed: 1);
        var names = Directory.EnumerateFiles(folder.File("starter")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.EnumerateFiles(StarterSet.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in names)
        {
            var same = File.ReadAllBytes(Path.Combine(StarterSet.Folder, name!)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder.File("starter"), name!)));
            Assert.True(same, $"models/starter/{name} is not what seed 1 gives: write the set anew with UntrainedModelSet.Write and look at what changed");
        }
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        using var folder = new TemporaryFolder();
        var other = UntrainedModelSet.Write(folder.File("other"), seed: 2).Manifest;
        var starter = StarterSet.Open().Manifest;
        Assert.NotEqual(starter.Visual!.Sha256, other.Visual!.Sha256);
        Assert.NotEqual(starter.Audio!.Sha256, other.Audio!.Sha256);
        Assert.NotEqual(starter.Text!.Sha256, other.Text!.Sha256);
        Assert.NotEqual(starter.Fusion!.Sha256, other.Fusion!.Sha256);
    }
}

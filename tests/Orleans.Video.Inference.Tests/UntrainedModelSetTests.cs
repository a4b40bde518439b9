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

        var report = ModelSet.Verify(folder.File("starter"), InferenceDevice.Cpu);

        Assert.True(report.Passed, string.Join('\n', report.Checks));
        Assert.Equal(["manifest", "visual", "audio", "text", "fusion"], report.Checks.Select(c => c.Name));
    }

    [Fact]
    public void The_starter_set_of_the_repository_is_what_its_seed_gives_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("starter"), seed: 1);
        if (Environment.GetEnvironmentVariable("ORLEANS_VIDEO_WRITE_STARTER") == "1")
        {
            if (Directory.Exists(StarterSet.Folder)) Directory.Delete(StarterSet.Folder, recursive: true);
            UntrainedModelSet.Write(StarterSet.Folder, seed: 1);
        }

        var names = Directory.EnumerateFiles(folder.File("starter")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.EnumerateFiles(StarterSet.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in names)
            Assert.Equal(File.ReadAllBytes(Path.Combine(StarterSet.Folder, name!)), File.ReadAllBytes(Path.Combine(folder.File("starter"), name!)));
    }
}

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
}

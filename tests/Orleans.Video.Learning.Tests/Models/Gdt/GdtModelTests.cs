using Orleans.Video.Learning.Graphs;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Models.Gdt;
using Orleans.Video.Learning.Models.Layers;

namespace Orleans.Video.Learning.Tests.Models.Gdt;

/// <summary>The encoders that learn from each other.</summary>
public sealed class GdtModelTests
{
    private static readonly GdtModelOptions s_small = new()
    {
        Video = new VideoNetworkOptions { Frames = 4, Size = 16, Width = 4, Depths = [1, 1] },
        Audio = new AudioNetworkOptions { Width = 2, Stages = 2 },
        HiddenWidth = 6,
        JointWidth = 4,
        Dropout = 0.2,
    };

    [Fact]
    public void The_published_video_encoder_has_the_published_number_of_parameters()
    {
        var graph = new Graph("published");
        var features = new VideoNetwork(VideoNetworkOptions.R2Plus1D18).Features(graph.Input("frames", [1, 30, 3, 112, 112]), ModelMode.Serving);
        Assert.Equal([1, 512], features.Shape);
        // torchvision's r2plus1d_18 has 31,505,325, of which 205,200 are those of its last layer for 400 classes.
        Assert.Equal(31_505_325 - 205_200, graph.Parameters.Sum(static p => p.Shape.Elements));
    }

    [Fact]
    public void The_published_pair_has_a_space_of_256_numbers()
    {
        var (graph, model) = (new Graph("published"), new GdtModel(GdtModelOptions.Published));
        Assert.Equal([2, 256], model.Video(graph.Input("frames", [2, 30, 3, 112, 112]), ModelMode.Training).Joint.Shape);
        Assert.Equal([2, 256], model.Audio(graph.Input("spectrogram", [2, 1, 40, 99]), ModelMode.Training).Joint.Shape);
    }

    [Theory]
    [InlineData(ModelMode.Training)]
    [InlineData(ModelMode.Serving)]
    public void Both_encoders_have_the_gradients_of_differences(ModelMode mode) => ModelGradients.AssertAgree(
        graph =>
        {
            var model = new GdtModel(s_small);
            var video = model.Video(graph.Input("frames", [3, 4, 3, 16, 16]), mode).Joint;
            return (video * model.Audio(graph.Input("spectrogram", [3, 1, 8, 8]), mode).Joint).Sum().Reshape([]);
        },
        static (name, count) =>
        {
            var random = new Random(count + name.Length);
            return Enumerable.Range(0, count).Select(_ => 2 * random.NextDouble() - 1).ToArray();
        },
        seed: 6);

    [Fact]
    public void An_option_that_cannot_be_used_is_named()
    {
        Assert.Contains("Frames must be 2 to 64", Assert.Throws<ArgumentException>(() => new GdtModel(s_small with { Video = s_small.Video with { Frames = 1 } })).Message, StringComparison.Ordinal);
        Assert.Contains("JointWidth", Assert.Throws<ArgumentException>(() => new GdtModel(s_small with { JointWidth = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("StemKernel must be odd", Assert.Throws<ArgumentException>(() => new GdtModel(s_small with { Audio = s_small.Audio with { StemKernel = 4 } })).Message, StringComparison.Ordinal);
    }
}

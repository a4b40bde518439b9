using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Inference.Tests;

public sealed class ModelSetLibraryTests
{
    [Fact]
    public void Sets_are_listed_by_id_and_the_earlier_folder_counts()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(Path.Combine(folder.File("mine"), "zebra"), 1);
        UntrainedModelSet.Write(Path.Combine(folder.File("mine"), "ape"), 2);
        UntrainedModelSet.Write(Path.Combine(folder.File("theirs"), "ape"), 3);
        Directory.CreateDirectory(Path.Combine(folder.File("mine"), "no-set"));
        var library = new ModelSetLibrary([folder.File("mine"), folder.File("theirs"), folder.File("absent")]);

        Assert.Equal(["ape", "zebra"], library.List().Select(e => e.Id));
        Assert.Equal("untrained-2", library.Open("ape").Manifest.Version);
        Assert.True(library.Verify("zebra", InferenceDevice.Cpu).Passed);
    }

    [Fact]
    public void A_broken_set_is_listed_with_its_problem_and_hides_no_other()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("whole"), 1);
        UntrainedModelSet.Write(folder.File("broken"), 1);
        File.WriteAllText(Path.Combine(folder.File("broken"), "manifest.json"), "{");
        var library = new ModelSetLibrary([folder.Path]);

        Assert.Collection(library.List(), e => Assert.Contains("manifest.json", e.Problem, StringComparison.Ordinal), e => Assert.Null(e.Problem));
        Assert.Throws<ModelSetException>(() => library.Open("broken"));
    }

    [Fact]
    public void A_folder_whose_name_is_not_the_sets_id_is_refused()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("one"), 1);
        Directory.Move(folder.File("one"), folder.File("two"));
        Assert.Contains("'one'", Assert.Throws<ModelSetException>(() => new ModelSetLibrary([folder.Path]).Open("two")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../starter")]
    [InlineData("Starter")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    public void A_name_that_is_no_id_is_refused(string id) =>
        Assert.Contains("no valid name", Assert.Throws<ModelSetException>(() => new ModelSetLibrary([Path.GetTempPath()]).Open(id)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_set_is_refused_with_those_that_there_are()
    {
        var library = new ModelSetLibrary([Path.GetDirectoryName(StarterSet.Folder)!]);
        Assert.Contains("starter", Assert.Throws<ModelSetException>(() => library.Open("stopper")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_set_is_refused_where_something_is_and_nothing_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        UntrainedModelSet.Write(folder.File("set"), 1);
        Assert.Contains("there already", Assert.Throws<ModelSetException>(() => UntrainedModelSet.Write(folder.File("set"), 1)).Message, StringComparison.Ordinal);
        Assert.Equal([folder.File("set")], Directory.EnumerateFileSystemEntries(folder.Path));
    }
}

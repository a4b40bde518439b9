using Orleans.Video.Testing;
using Xunit;

namespace Orleans.Video.Silo.Tests.Cli;

public sealed class UsageTests
{
    public static TheoryData<string, string> WrongUses => new()
    {
        { "serch words", "serch" },
        { "search", "Required" },
        { "search --in chapter words", "chapter" },
        { "search -k 0 words", "-k takes 1 to 1000" },
        { "search --modality smell words", "smell" },
        { "similar", "Required" },
        { "similar x --by touch", "touch" },
        { "ingest", "Required" },
        { "ingest a.mp4 b.mp4 --title T", "--title belongs to one video" },
        { "ingest a.mp4 --audience everyone", "unknown audience" },
        { "ingest a.mp4 --id a/b", "not allowed" },
        { "ingest ftp://example.org/a.mp4", "of a kind that is not read" },
        { "status --url nonsense", "not a silo's address" },
        { "models import x.onnx", "--id" },
        { "models import x.onnx --id x --size big", "not a size" },
        { "models import x.onnx --id x --mean 1,b", "not a number" },
        { "bench ingest --repeat 0", "--repeat takes" },
        { "embed --modality smell x", "smell" },
        { "models", "Required" },
        { "", "Required" },
    };

    public static TheoryData<string> Commands =>
    [
        "", "demo", "up", "ingest", "status", "search", "similar", "transcript", "delete", "embed", "models", "models list", "models verify", "models import", "models new",
        "bench", "bench ingest", "bench memory",
    ];

    [Theory, MemberData(nameof(WrongUses))]
    public async Task A_wrong_use_names_what_is_wrong_and_ends_with_2(string line, string named)
    {
        using var folder = new TemporaryFolder();
        var arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var run = await CommandRun.RunAsync(folder.Path, arguments, TestContext.Current.CancellationToken);
        Assert.Equal(2, run.Code);
        Assert.Contains(named, run.Error);
        Assert.Contains("--help", run.Error);
        Assert.Empty(run.Out);

        var json = await CommandRun.RunAsync(folder.Path, [.. arguments, "--json"], TestContext.Current.CancellationToken);
        Assert.Equal(2, json.Code);
        Assert.Equal("usage", Assert.Single(json.Errors).GetProperty("kind").GetString());
        Assert.Contains(named, json.Errors[0].GetProperty("message").GetString());
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_command_has_a_help_text_with_examples(string command)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(folder.Path, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], TestContext.Current.CancellationToken);
        Assert.Equal(0, run.Code);
        Assert.Contains("--json", run.Out);
        Assert.Contains($"  {$"video {command}".TrimEnd()}", run.Out[run.Out.IndexOf("Examples:", StringComparison.Ordinal)..]);
        Assert.DoesNotContain("memory-run", run.Out);
    }

    [Fact]
    public async Task An_argument_that_starts_with_an_at_sign_is_text_and_no_file_of_arguments()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("arguments"), "--help");
        var run = await CommandRun.RunAsync(folder.Path, ["embed", $"@{folder.File("arguments")}", "--modality", "text", "--json"], TestContext.Current.CancellationToken);
        Assert.Equal(0, run.Code);
        Assert.Equal($"@{folder.File("arguments")}", Assert.Single(run.Items).GetProperty("source").GetString());
    }

    [Fact]
    public async Task Help_names_the_command_as_it_was_called()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.RunAsync(folder.Path, ["status", "--help"], TestContext.Current.CancellationToken, variables: ("ORLEANS_VIDEO_COMMAND", "./video"));
        Assert.Contains("  ./video status\n", run.Out);
    }
}

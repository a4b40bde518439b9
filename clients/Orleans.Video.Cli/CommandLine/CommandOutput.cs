using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>Where a command's answers go: to people, or as JSON to programs.</summary>
internal sealed class CommandOutput
{
    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    private readonly Surroundings _surroundings;

    public CommandOutput(Surroundings surroundings, bool json)
    {
        _surroundings = surroundings;
        Json = json;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = surroundings.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = surroundings.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = surroundings.Colours ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new FixedWidthOutput(surroundings),
        });
    }

    /// <summary>Whether a program reads.</summary>
    public bool Json { get; }

    /// <summary>Whether progress bars make sense.</summary>
    public bool ShowsProgress => !Json && _surroundings.Colours;

    /// <summary>For people; commands write nothing here when <see cref="Json"/> is set.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>The one document of an answer.</summary>
    public void Document<T>(T value) => _surroundings.Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>One item of an answer that streams, on a line of its own.</summary>
    public void Item<T>(T value)
    {
        _surroundings.Out.WriteLine(JsonSerializer.Serialize(value, OneLine));
        _surroundings.Out.Flush();
    }

    /// <summary>A line for people, with Spectre's markup; text from outside goes through <see cref="PlainText"/> first.</summary>
    public void Say(string markup = "") => Console.MarkupLine(markup);

    /// <summary>A remark beside the answer, on the error stream; programs do not see it.</summary>
    public void Note(string text)
    {
        if (!Json) _surroundings.Error.WriteLine(PlainText.Clean(text));
    }

    /// <summary>Says why nothing, or not everything, was done.</summary>
    public void Failure(string kind, string message)
    {
        if (Json) _surroundings.Error.WriteLine(JsonSerializer.Serialize(new { error = new { kind, message } }, OneLine));
        else _surroundings.Error.WriteLine($"video: {PlainText.Clean(message)}");
    }

    private sealed class FixedWidthOutput(Surroundings surroundings) : IAnsiConsoleOutput
    {
        public TextWriter Writer => surroundings.Out;

        public bool IsTerminal => surroundings.Colours;

        public int Width => surroundings.Width;

        public int Height => 40;

        public void SetEncoding(System.Text.Encoding encoding) { }
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Orleans.Video.Cli.CommandLine;

/// <summary>Runs a program to its end, and takes it down when the command is stopped. For media of the command's own making; what users give goes through the media library.</summary>
internal static class ChildProgram
{
    /// <summary>Whether the program is on the PATH.</summary>
    public static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs the program and throws with its last words when it fails.</summary>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        using var child = new Process { StartInfo = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true } };
        try
        {
            child.Start();
        }
        catch (Win32Exception missing)
        {
            throw new CommandFailure($"{program} is not installed: apt-get install {program}", missing);
        }

        child.StandardInput.Close();
        try
        {
            var said = child.StandardError.ReadToEndAsync(cancellation);
            await child.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellation);
            var errors = await said;
            await child.WaitForExitAsync(cancellation);
            if (child.ExitCode != 0) throw new CommandFailure($"{program} failed with code {child.ExitCode}: {Tail(errors)}");
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static string Tail(string text) => PlainText.Clean(text.Length > 600 ? text[^600..] : text).Trim();
}

using Orleans.Video.Media.Tests.Children;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Orleans.Video.Media.Tests;

internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        if (args is [DoomedParent.Argument, var media, var staging]) return DoomedParent.RunAsync(media, staging);
        return args.Any(argument => argument is "--server" or "--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : ConsoleRunner.Run(args);
    }
}

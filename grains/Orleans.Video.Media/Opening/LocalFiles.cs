using System.ComponentModel;

namespace Orleans.Video.Media.Opening;

/// <summary>Opens local files below the configured roots, and nothing else, whatever names and links say.</summary>
internal sealed class LocalFiles(MediaOptions options)
{
    public OpenedMedia Open(MediaReference reference)
    {
        var path = reference.Value;
        if (options.Roots.Count == 0)
            throw new MediaException(MediaFailure.OutsideRoots, $"{path} is a local path, and none may be read: name its folder in Media:Roots");

        // By name first, so that a path elsewhere tells nobody whether something is there.
        var full = Path.GetFullPath(path);
        if (!options.Roots.Any(root => IsBelow(full, root) || IsBelow(full, RealRoot(root)))) throw Outside(path);
        try
        {
            using var named = LinuxFile.OpenWithoutReading(full);
            var real = LinuxFile.RealPath(named);
            if (!options.Roots.Any(root => IsBelow(real, RealRoot(root)))) throw Outside(path);
            if (!LinuxFile.Stat(named).IsRegular)
                throw new MediaException(MediaFailure.NotMedia, $"{path} is not a file but a folder, pipe or device: give a file");
            var handle = LinuxFile.Reopen(named);
            try
            {
                return new OpenedMedia(reference.Name, handle, identity: null, owner: null);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Win32Exception problem) when (problem.NativeErrorCode is LinuxFile.NoEntry or LinuxFile.NotADirectory or LinuxFile.NameTooLong or LinuxFile.TooManyLinks)
        {
            throw new MediaException(MediaFailure.NotFound, $"there is no file {path}: check the path", problem);
        }
        catch (FileNotFoundException problem)
        {
            throw new MediaException(MediaFailure.NotFound, $"there is no file {path}: check the path", problem);
        }
        catch (Exception problem) when (problem is Win32Exception or UnauthorizedAccessException or IOException)
        {
            throw new MediaException(MediaFailure.AccessDenied, $"{path} cannot be opened: {problem.Message}", problem);
        }
    }

    private static MediaException Outside(string path) =>
        new(MediaFailure.OutsideRoots, $"{path} does not lie below any folder of Media:Roots: move it there, or add its folder");

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static string RealRoot(string root)
    {
        try
        {
            using var handle = LinuxFile.OpenWithoutReading(root);
            return LinuxFile.RealPath(handle);
        }
        catch (Win32Exception)
        {
            // A root that is not there holds nothing.
            return root;
        }
    }
}

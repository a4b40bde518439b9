namespace Orleans.Video.Silo.Configuration;

/// <summary>Where model sets are when nobody says otherwise.</summary>
public static class ModelFolders
{
    /// <summary>
    /// The folders, in order of precedence: <c>models</c> of the data folder, into which new sets go, and where there are such, <c>models</c>
    /// beside the application and <c>models</c> of the checkout that the application was built in.
    /// </summary>
    /// <param name="dataFolder">The data folder; null: none.</param>
    public static IReadOnlyList<string> Default(string? dataFolder)
    {
        var folders = new List<string>();
        folders.Add(Path.Combine(AppContext.BaseDirectory, "models"));
        for (var folder = Path.GetDirectoryName(AppContext.BaseDirectory); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (!File.Exists(Path.Combine(folder, "Orleans.Video.sln"))) continue;
            folders.Add(Path.Combine(folder, "models"));
            break;
        }

        var present = folders.Where(Directory.Exists);
        return dataFolder is null ? [.. present] : [Path.Combine(Path.GetFullPath(dataFolder), "models"), .. present];
    }
}

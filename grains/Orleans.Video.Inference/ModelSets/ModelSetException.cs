namespace Orleans.Video.Inference.ModelSets;

/// <summary>A model set, or a model file, that cannot be used. The message names the set, the file, the cause and the remedy.</summary>
public sealed class ModelSetException : Exception
{
    /// <summary>Makes the message from its parts.</summary>
    /// <param name="set">The id or folder of the set.</param>
    /// <param name="file">The file within the set, or null when the set as a whole is meant.</param>
    /// <param name="cause">What is wrong.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">What was thrown underneath, if anything.</param>
    public ModelSetException(string set, string? file, string cause, string remedy, Exception? inner = null)
        : base($"model set '{set}'{(file is null ? "" : $", file '{file}'")}: {cause}; {remedy}", inner)
    {
        Set = set;
        File = file;
        Cause = cause;
        Remedy = remedy;
    }

    /// <summary>The id or folder of the set.</summary>
    public string Set { get; }

    /// <summary>The file within the set, or null when the set as a whole is meant.</summary>
    public string? File { get; }

    /// <summary>What is wrong.</summary>
    public string Cause { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}

namespace Orleans.Video.Learning.Data;

/// <summary>Data that nothing can be learned from. The message names the file, what is wrong with it, and what to do.</summary>
public sealed class LearningDataException : Exception
{
    /// <summary>Makes one.</summary>
    public LearningDataException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

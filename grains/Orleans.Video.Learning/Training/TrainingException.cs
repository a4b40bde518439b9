namespace Orleans.Video.Learning.Training;

/// <summary>Training that cannot begin or go on. The message names what is wrong, the cause and the remedy.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>Makes the message from its parts.</summary>
    /// <param name="what">The run, step, file or value that is meant.</param>
    /// <param name="cause">What is wrong.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">What was thrown underneath, if anything.</param>
    public TrainingException(string what, string cause, string remedy, Exception? inner = null)
        : base($"{what}: {cause}; {remedy}", inner)
    {
    }
}

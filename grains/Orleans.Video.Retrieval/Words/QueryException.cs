namespace Orleans.Video.Retrieval.Words;

/// <summary>A word query that cannot be searched for: empty, or too long. The message says which and what to do, and may be shown to the person who typed it.</summary>
public sealed class QueryException(string message) : Exception(message);

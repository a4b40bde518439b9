namespace Orleans.Video.Silo;

/// <summary>The other silos have declared this one dead. The process has to end at once: two seconds later it is ended.</summary>
public sealed class SiloEvictedException(string message) : Exception(message);

namespace Orleans.Video.Silo.Configuration;

/// <summary>An option of a silo is wrong. The message names the option and says what to give instead.</summary>
public sealed class VideoSiloOptionsException(string message) : Exception(message);

namespace Orleans.Video.Grains.Devices;

/// <summary>A device that the options name is not there. The message names the option, the cause and the remedy.</summary>
public sealed class DeviceException(string message) : Exception(message);

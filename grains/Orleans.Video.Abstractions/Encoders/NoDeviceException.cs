namespace Orleans.Video.Encoders;

/// <summary>No silo of the cluster has a device for what was asked. The message names what is missing and what to do; it may pass when such a silo joins.</summary>
public sealed class NoDeviceException(string message) : Exception(message);

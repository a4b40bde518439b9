namespace Orleans.Video.Storage;

// These cross from silo to silo, also inside Orleans' own exceptions: without a codec the caller would see a CodecNotFoundException instead.

/// <summary>The store could not do its work. The message names the object or the store, the cause and the remedy.</summary>
[GenerateSerializer, Alias("orleans.video.storage.ObjectStoreException")]
public sealed class ObjectStoreException : IOException
{
    /// <param name="message">What failed, why, and what to do.</param>
    /// <param name="objectName">The object that it concerns, or null when it is the whole store.</param>
    /// <param name="isDiskFull">Whether there was no space left.</param>
    /// <param name="cause">What the system reported.</param>
    public ObjectStoreException(string message, string? objectName = null, bool isDiskFull = false, Exception? cause = null)
        : base(message, cause)
    {
        ObjectName = objectName;
        IsDiskFull = isDiskFull;
    }

    /// <summary>The object that it concerns, or null when it is the whole store.</summary>
    [Id(0)]
    public string? ObjectName { get; }

    /// <summary>Whether there was no space left: retrying helps only after some was freed.</summary>
    [Id(1)]
    public bool IsDiskFull { get; }
}

/// <summary>A put or a delete whose condition did not hold. Nothing was changed: read the object again and decide anew.</summary>
[GenerateSerializer, Alias("orleans.video.storage.ObjectConflictException")]
public sealed class ObjectConflictException : IOException
{
    /// <param name="objectName">The object.</param>
    /// <param name="expected">What the caller asked for, in words.</param>
    /// <param name="currentETag">The ETag that is there, or null when there is none or it is not known.</param>
    /// <param name="cause">What the system reported.</param>
    public ObjectConflictException(string objectName, string expected, string? currentETag = null, Exception? cause = null)
        : base($"object '{objectName}' was not changed: {expected}; read it again and decide anew", cause)
    {
        ObjectName = objectName;
        CurrentETag = currentETag;
    }

    /// <summary>The object.</summary>
    [Id(0)]
    public string ObjectName { get; }

    /// <summary>The ETag that is there, or null when there is none or it is not known.</summary>
    [Id(1)]
    public string? CurrentETag { get; }

    internal static ObjectConflictException For(string name, PutCondition condition, string? currentETag, Exception? cause = null) =>
        new(name, condition.MustBeAbsent ? "one of that name is there already" : "another version is there than the one it was based on", currentETag, cause);
}

/// <summary>A streamed put that was longer than its caller allows. Nothing was stored.</summary>
[GenerateSerializer, Alias("orleans.video.storage.ObjectTooLargeException")]
public sealed class ObjectTooLargeException : IOException
{
    /// <param name="objectName">The object.</param>
    /// <param name="maxBytes">The limit, in bytes.</param>
    public ObjectTooLargeException(string objectName, long maxBytes)
        : base($"object '{objectName}' is larger than the {maxBytes} bytes that are allowed: send a smaller one or raise the limit")
    {
        ObjectName = objectName;
        MaxBytes = maxBytes;
    }

    /// <summary>The object.</summary>
    [Id(0)]
    public string ObjectName { get; }

    /// <summary>The limit that was passed, in bytes.</summary>
    [Id(1)]
    public long MaxBytes { get; }
}

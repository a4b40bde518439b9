namespace Orleans.Video.Storage;

/// <summary>One version of an object, whole.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">The opaque tag of this version.</param>
public sealed record StoredObject(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>A JSON object read as a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="ETag">The opaque tag of the version it was read from.</param>
public sealed record StoredJson<T>(T Value, string ETag);

/// <summary>What a streamed put wrote.</summary>
/// <param name="ETag">The opaque tag of the new version.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">The SHA-256 of its bytes: 64 lower-case hexadecimal digits.</param>
public sealed record StreamedPut(string ETag, long Length, string Sha256);

/// <summary>One line of a listing.</summary>
/// <param name="Name">The object's full name.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="ETag">The opaque tag of the version that was listed, so that exactly this one can be deleted.</param>
public readonly record struct ObjectEntry(string Name, long Length, string ETag);

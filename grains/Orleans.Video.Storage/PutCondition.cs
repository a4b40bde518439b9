namespace Orleans.Video.Storage;

/// <summary>What must hold for a put or a delete to happen. The default is <see cref="Any"/>.</summary>
public readonly record struct PutCondition
{
    /// <summary>Whatever is there, or nothing.</summary>
    public static PutCondition Any => default;

    /// <summary>Nothing of that name may be there. Means nothing for a delete, which refuses it.</summary>
    public static PutCondition IfAbsent { get; } = new() { MustBeAbsent = true };

    /// <summary>Exactly that version must be there.</summary>
    /// <param name="etag">An ETag that the same store returned.</param>
    public static PutCondition IfMatch(string etag)
    {
        ArgumentException.ThrowIfNullOrEmpty(etag);
        return new() { ExpectedETag = etag };
    }

    /// <summary>True for <see cref="IfAbsent"/>.</summary>
    public bool MustBeAbsent { get; private init; }

    /// <summary>The ETag of <see cref="IfMatch"/>, else null.</summary>
    public string? ExpectedETag { get; private init; }

    /// <summary>Whether the condition holds for the version that is there, where null means none.</summary>
    internal bool Allows(string? currentETag) =>
        MustBeAbsent ? currentETag is null : ExpectedETag is null || ExpectedETag == currentETag;

    internal static void RefuseAbsentForDelete(PutCondition condition)
    {
        if (condition.MustBeAbsent)
            throw new ArgumentException("a delete cannot ask that the object is absent: use PutCondition.Any or IfMatch", nameof(condition));
    }
}

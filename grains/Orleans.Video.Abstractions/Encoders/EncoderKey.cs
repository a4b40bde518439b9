using System.Diagnostics.CodeAnalysis;

namespace Orleans.Video.Encoders;

/// <summary>The key of an encoder grain, which says where it lives and what it runs.</summary>
/// <param name="Silo">The silo's address in Orleans' parsable form, which changes with every start of a silo.</param>
/// <param name="Device">The device of that silo, such as <c>cpu:0</c>.</param>
/// <param name="Modality">See <see cref="Encoders.Modality"/>.</param>
/// <param name="ModelSet">The model set's id.</param>
public readonly record struct EncoderKey(string Silo, string Device, string Modality, string ModelSet)
{
    /// <summary>Reads a key back.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EncoderKey key)
    {
        key = default;
        if (text?.Split('/') is not [{ Length: > 0 } silo, { Length: > 0 } device, { Length: > 0 } modality, { Length: > 0 } modelSet]) return false;
        key = new EncoderKey(silo, device, modality, modelSet);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Silo}/{Device}/{Modality}/{ModelSet}";
}

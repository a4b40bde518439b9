using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Video.Storage;

/*
 * Escaped segments, so that any text (an id with slashes, upper case, control characters, 10 kB) names one object and only one:
 *
 *   a-z 0-9 _ -  and a dot inside     itself
 *   every other character             %xx for each byte of its UTF-8, in lower case; upper-case letters too, so that a file system
 *                                     or a person who ignores case still tells two names apart
 *   a surrogate without its partner   +xxxx
 *   the empty text                    ~
 *   anything longer than 200          its first characters, ~, and the SHA-256 of the text; '~' occurs nowhere else
 */
public static partial class ObjectName
{
    /// <summary>The most characters that <see cref="Escape"/> returns.</summary>
    public const int MaxEscapedLength = 200;

    private const string Empty = "~";
    private const char HashMark = '~';
    private const int HashedHead = 128;

    private static readonly SearchValues<char> s_plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Turns any text into one legal segment of at most <see cref="MaxEscapedLength"/> characters. Two texts never give one segment, not even
    /// when case is ignored. Shorter results can be turned back with <see cref="TryUnescape"/>; longer ones keep their beginning and a SHA-256.
    /// </summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return Empty;

        var escaped = new StringBuilder(Math.Min(text.Length + 16, 4 * MaxEscapedLength));
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            // The head and the fact that there is more are all that a long one needs.
            if (escaped.Length > MaxEscapedLength) return Hashed(text, escaped);
            var c = text[i];
            var edgeDot = c == '.' && (i == 0 || i == text.Length - 1);
            if (s_plain.Contains(c) && !edgeDot)
            {
                escaped.Append(c);
                i++;
            }
            else if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                foreach (var unit in utf8[..rune.EncodeToUtf8(utf8)]) escaped.Append('%').Append(unit.ToString("x2", CultureInfo.InvariantCulture));
                i += rune.Utf16SequenceLength;
            }
            else
            {
                escaped.Append('+').Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                i++;
            }
        }

        return escaped.Length > MaxEscapedLength ? Hashed(text, escaped) : escaped.ToString();
    }

    /// <summary>Turns a segment made by <see cref="Escape"/> back into the text it was made from.</summary>
    /// <returns>False when it was not made by <see cref="Escape"/>, or when the text was so long that only its hash is there.</returns>
    public static bool TryUnescape(string segment, [NotNullWhen(true)] out string? text)
    {
        ArgumentNullException.ThrowIfNull(segment);
        text = null;
        if (segment == Empty)
        {
            text = "";
            return true;
        }

        if (segment.Length is 0 or > MaxEscapedLength) return false;
        var unescaped = new StringBuilder(segment.Length);
        var rest = segment.AsSpan();
        Span<byte> utf8 = stackalloc byte[MaxEscapedLength / 3];
        while (!rest.IsEmpty)
        {
            if (rest[0] == '+')
            {
                if (!TryHex(rest[1..], 4, out var unit)) return false;
                unescaped.Append((char)unit);
                rest = rest[5..];
                continue;
            }

            if (rest[0] != '%')
            {
                unescaped.Append(rest[0]);
                rest = rest[1..];
                continue;
            }

            var bytes = 0;
            for (; !rest.IsEmpty && rest[0] == '%'; rest = rest[3..])
            {
                if (!TryHex(rest[1..], 2, out var unit)) return false;
                utf8[bytes++] = (byte)unit;
            }

            try { unescaped.Append(s_strictUtf8.GetString(utf8[..bytes])); }
            catch (DecoderFallbackException) { return false; }
        }

        // Only the canonical form is ours: this refuses upper-case digits, needless escapes and characters that are never left plain.
        var candidate = unescaped.ToString();
        if (Escape(candidate) != segment) return false;
        text = candidate;
        return true;
    }

    private static string Hashed(string text, StringBuilder escaped)
    {
        // Of UTF-16, because UTF-8 would give every lone surrogate the same bytes.
        var hash = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));
        return $"{escaped.ToString(0, HashedHead)}{HashMark}{hash}";
    }

    private static bool TryHex(ReadOnlySpan<char> text, int digits, out int value)
    {
        value = 0;
        return text.Length >= digits && int.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}

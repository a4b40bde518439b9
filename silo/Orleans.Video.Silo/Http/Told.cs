namespace Orleans.Video.Silo.Http;

/// <summary>Text from outside, made fit to be repeated in a message.</summary>
internal static class Told
{
    private const int Longest = 80;

    /// <summary>At most eighty characters, without control characters and broken Unicode.</summary>
    public static string Safely(string text)
    {
        var shortened = text.Length <= Longest ? text : text[..(Longest - 1)] + "…";
        return string.Create(shortened.Length, shortened, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = char.IsControl(source[i]) || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
        });
    }
}

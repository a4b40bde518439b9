using Orleans.Video.Inference.Starter;
using Orleans.Video.Learning.Data;

namespace Orleans.Video.Learning.Words;

/// <summary>Simple sentences around a noun, as people write them under pictures and into a search box.</summary>
internal static class Sentences
{
    // {one} is the noun with its article, {many} its plural, {bare} the noun alone.
    private static readonly string[] Forms =
    [
        "a photo of {one}", "a picture of {one}", "a video of {one}", "a clip of {one}", "{one}", "an image of {one}", "a close-up of {one}",
        "a blurry photo of {one}", "a small picture of {one}", "this is {one}", "there is {one} in the video", "a scene with {one}", "{one} in a video",
        "a photo of the {bare}", "the {bare}", "a photo of {many}", "{many}", "a video with {many}", "videos of {many}", "show me {many}", "find {one}", "we see {one}",
    ];

    /// <summary>Every sentence form filled with a noun, once.</summary>
    public static IEnumerable<string> All(string noun, NounForms forms) => Forms.Select(form => Fill(form, noun, forms));

    /// <summary>A sentence about a noun.</summary>
    public static string Draw(string noun, NounForms forms, SeededGenerator draws) => Fill(draws.NextOf(Forms), noun, forms);

    /// <summary>A noun with its indefinite article, by its first letter.</summary>
    public static string WithArticle(string noun) => ("aeiouAEIOU".Contains(noun[0], StringComparison.Ordinal) ? "an " : "a ") + noun;

    private static string Fill(string form, string noun, NounForms forms) =>
        form.Replace("{one}", WithArticle(noun), StringComparison.Ordinal)
            .Replace("{many}", forms.Plural(noun), StringComparison.Ordinal)
            .Replace("{bare}", noun, StringComparison.Ordinal);
}

using System.Globalization;
using System.Text;
using Orleans.Video.Inference.ModelSets;

namespace Orleans.Video.Learning.Starter;

/// <summary>The card of a trained starter set: what it is, what it learned from, how, and what it knows.</summary>
internal static class ModelCard
{
    /// <summary>The card's file in the set's folder.</summary>
    public const string Name = "MODEL_CARD.md";

    /// <summary>Writes the card as Markdown.</summary>
    public static string Write(ModelSet set, StarterOptions options, StarterQuality quality, TimeSpan time, string machine)
    {
        var manifest = set.Manifest;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # {manifest.Id}
            Encoders of pictures, sounds, words and videos in one space of {manifest.JointWidth} numbers, version `{manifest.Version}`.

            ## How it was made
            ```
            ./video learn starter models/{manifest.Id} --data ../shared/data --seed {options.Seed} --length {options.Length}
            ```
            {Duration(time)} on {machine}; the time of parts that came from checkpoints is not in it. The same command, seed and data give the same set on the same machine.

            ## What it learned from
            | data | what for | licence |
            | --- | --- | --- |
            | Tiny ImageNet, {quality.LearnedPhotos:N0} photos of 64×64 in {quality.Classes} classes | pictures and words | Stanford CS231n; ImageNet's terms: research |
            | Free Spoken Digit Dataset, without its test part | sounds | CC BY-SA 4.0 |
            | music, noise, tones and silence that are made on the spot; words spoken by espeak-ng | sounds and their descriptions | made here |
            | WordNet 3.0: names, hypernyms, definitions | words | WordNet licence |

            The weights carry the licence MIT; whoever uses them commercially should look at ImageNet's terms first.

            ## Encoders
            | encoder | file | in | size |
            | --- | --- | --- | ---: |
            | visual | `visual.onnx` | {manifest.Visual!.Frames} frames of {manifest.Visual.FrameWidth}×{manifest.Visual.FrameHeight} | {Size(set, manifest.Visual.File)} |
            | audio | `audio.onnx` | one second as {manifest.Audio!.Mel.Mels} mel bands × {manifest.Audio.Frames} | {Size(set, manifest.Audio.File)} |
            | text | `text.onnx` | {manifest.Text!.MaxTokens} pieces | {Size(set, manifest.Text.File)} |
            | fusion | `fusion.onnx` | the seconds of a video | {Size(set, manifest.Fusion!.File)} |

            ## What it knows
            Measured on the {quality.Photos:N0} photos and {quality.Recordings:N0} recordings that it did not learn from, behind the last step; the photos' part was looked at after each stage too, and nothing was chosen by it.

            | measure | value | chance |
            | --- | ---: | ---: |
            | zero-shot top-1, class names only as text, {quality.Classes} classes | {quality.Top1:P1} | {1.0 / quality.Classes:P1} |
            | zero-shot top-5 | {quality.Top5:P1} | {5.0 / quality.Classes:P1} |
            | {quality.Hypernyms.Count} hypernyms as queries, mean precision at 10 | {quality.Hypernyms.Average(static h => h.Precision):F3} | {quality.Hypernyms.Average(h => (double)h.Query.Labels.Count / quality.Classes):F3} |
            | spoken digits, 1-nearest-neighbour of another voice | {quality.Sounds.AcrossVoices:P1} | 10 % |
            | speech, music, noise, tone and silence told apart by text | {quality.Sounds.KindsToldApart:P1} | 20 % |

            Hypernyms: {string.Join(", ", quality.Hypernyms.Select(static h => FormattableString.Invariant($"{h.Query.Word} {h.Precision:F1}")))}.

            Kinds of sound: {string.Join(", ", quality.Sounds.Kinds.Select(static k => FormattableString.Invariant($"{k.Key.ToString().ToLowerInvariant()} {k.Value:P1}")))}.

            ## Curves
            Loss in nats; thin as it was, thick its running mean.

            {string.Join("\n\n", Curves(options).Select(static c => $"![{c}](curves/{c})"))}

            ## What it does not know
            Anything but its {quality.Classes} classes and their hypernyms; people, places, writing; sounds but its five kinds; words but the digits and a dozen others. It is here so that a machine without a model hub
            finds something; larger sets are in the catalogue.

            """);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>The curves that a run left in its folder.</summary>
    public static IReadOnlyList<string> Curves(StarterOptions options) =>
        [.. Directory.EnumerateFiles(options.Work, "*.svg").Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static string Size(ModelSet set, string file) => FormattableString.Invariant($"{new FileInfo(Path.Combine(set.Folder, file)).Length / 1e6:F1} MB");

    private static string Duration(TimeSpan time) => time.TotalHours >= 1 ? $"{time.TotalHours:F1} hours" : $"{time.TotalMinutes:F0} minutes";
}

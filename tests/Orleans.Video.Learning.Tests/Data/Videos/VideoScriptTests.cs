using CsCheck;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Data.Pictures;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Data.Videos;

namespace Orleans.Video.Learning.Tests.Data.Videos;

/// <summary>What a made video is about, before it is made.</summary>
public sealed class VideoScriptTests
{
    private static readonly PictureSet Pictures = new(new byte[9 * 8 * 8 * 3], 8, 8, [0, 1, 2, 0, 1, 2, 0, 1, 0]);

    private static readonly Gen<VideoScriptOptions> Options = Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8], Gen.Int[1, 30], Gen.Double[0.05, 1], Gen.Double[0, 1], Gen.Int[0, 5]).Select(static (seconds, scenes, rate, view, captions, sounds) => new VideoScriptOptions
    {
        SecondsPerTopic = seconds,
        MostScenes = scenes,
        FramesPerSecond = rate,
        SmallestView = view,
        CaptionChance = captions,
        Sounds = [.. Enum.GetValues<SoundKind>().Take(sounds)],
        Words = ["seven"],
    });

    [Fact]
    public void A_script_can_be_made_says_the_truth_and_is_the_same_for_the_same_seed() => Gen.Select(Options, Gen.Int[0, 2].Array[1, 4], Gen.ULong).Sample(
        static (options, topics, seed) =>
        {
            var script = new VideoScriptWriter(Pictures, options).Write(seed, topics);
            Assert.Null(script.Check(Pictures.Count));
            Assert.Equal(topics, script.Topics.Select(static t => t.Label));
            Assert.Equal(topics.Length * options.SecondsPerTopic, script.Seconds);
            foreach (var scene in script.Scenes)
            {
                var topic = script.Topics.Last(t => t.Start <= scene.Start + 1e-9);
                Assert.Equal((topic.Label, topic.Label), (scene.Label, Pictures.Labels[scene.Picture]));
                Assert.Equal(Math.Round(scene.Start * options.FramesPerSecond), scene.Start * options.FramesPerSecond, 6);
                Assert.InRange(scene.From.Width, options.SmallestView - 1e-9, 1);
            }

            Assert.All(script.Topics, topic => Assert.InRange(script.Scenes.Count(s => s.Start >= topic.Start - 1e-9 && s.Start < topic.Start + topic.Seconds - 1e-9), 1, options.MostScenes));
            Assert.Equal(options.Sounds.Count == 0 ? 0 : topics.Length, script.Sounds.Count);
            Assert.All(script.Sounds, sound => Assert.True(options.Sounds.Contains(sound.Kind) && SoundVariants.Of(sound.Kind).Contains(sound.Variant) && (sound.Word is null) == (sound.Kind != SoundKind.Speech)));
            Assert.Equal(script.ToJson(), new VideoScriptWriter(Pictures, options).Write(seed, topics).ToJson());
            Assert.Equal(script.ToJson(), VideoScript.FromJson(script.ToJson()).ToJson());
        },
        iter: 300);

    [Fact]
    public void A_class_with_a_word_of_its_own_says_no_other()
    {
        var options = new VideoScriptOptions { Sounds = [SoundKind.Speech], Words = ["other"], SecondsPerTopic = 1, WordOfLabel = new Dictionary<int, string> { [0] = "zero", [2] = "two" } };
        Assert.Equal(["zero", "other", "two", "zero"], new VideoScriptWriter(Pictures, options).Write(1, 0, 1, 2, 0).Sounds.Select(static s => s.Word));
    }

    [Fact]
    public void What_cannot_be_made_is_named()
    {
        var good = new VideoScriptWriter(Pictures, new VideoScriptOptions { Sounds = [SoundKind.Tone] }).Write(3, 0);
        Assert.Contains("Width", (good with { Width = 127 }).Check(9), StringComparison.Ordinal);
        Assert.Contains("Height", (good with { Height = 1082 }).Check(9), StringComparison.Ordinal);
        Assert.Contains("FramesPerSecond", (good with { FramesPerSecond = 0 }).Check(9), StringComparison.Ordinal);
        Assert.Contains("Seconds", (good with { Seconds = 601 }).Check(9), StringComparison.Ordinal);
        Assert.Contains("RateFactor", (good with { RateFactor = 9 }).Check(9), StringComparison.Ordinal);
        Assert.Contains("Scenes", (good with { Scenes = [] }).Check(9), StringComparison.Ordinal);
        Assert.Contains("Scenes", (good with { Scenes = [.. good.Scenes.Select(static s => s with { Start = double.NaN })] }).Check(9), StringComparison.Ordinal);
        Assert.Contains("Topics", (good with { Topics = [good.Topics[0] with { Seconds = 3 }] }).Check(9), StringComparison.Ordinal);
        Assert.Contains("and there are 0", good.Check(0), StringComparison.Ordinal);
        Assert.Contains("beyond its picture", Change(static s => s with { From = new VideoView(0.5, 0, 0.6, 1) }), StringComparison.Ordinal);
        Assert.Contains("beyond its picture", Change(static s => s with { To = new VideoView(double.NaN, 0, 0.6, 1) }), StringComparison.Ordinal);
        Assert.Contains("caption", Change(static s => s with { Caption = "':textfile=/etc/passwd:text='" }), StringComparison.Ordinal);
        Assert.Contains("sound", (good with { Sounds = [good.Sounds[0] with { Seconds = 9 }] }).Check(9), StringComparison.Ordinal);
        Assert.Contains("gain", (good with { Sounds = [good.Sounds[0] with { Gain = double.NaN }] }).Check(9), StringComparison.Ordinal);

        string? Change(Func<VideoScene, VideoScene> change) => (good with { Scenes = [.. good.Scenes.Select(change)] }).Check(9);
    }

    [Fact]
    public void Whatever_is_done_to_a_record_it_is_read_or_refused_and_what_is_read_can_be_checked()
    {
        var json = new VideoScriptWriter(Pictures, new VideoScriptOptions()).Write(3, 0, 1).ToJson();
        Gen.Select(Gen.Int[0, json.Length - 1], Gen.Int[0, 20], Gen.OneOf(Gen.Const("null"), Gen.Const(""), Gen.Const("[]"), Gen.String[0, 3])).Sample((place, length, text) =>
        {
            var changed = json[..place] + text + json[Math.Min(json.Length, place + length)..];
            try
            {
                VideoScript.FromJson(changed).Check(9);
            }
            catch (LearningDataException error)
            {
                Assert.Contains("make the video again", error.Message, StringComparison.Ordinal);
            }
        });
        foreach (var name in new[] { "topics", "scenes", "sounds" })
        {
            var lacking = System.Text.Json.Nodes.JsonNode.Parse(json)!;
            lacking[name] = null;
            Assert.Throws<LearningDataException>(() => VideoScript.FromJson(lacking.ToJsonString()));
            lacking[name] = new System.Text.Json.Nodes.JsonArray([null]);
            Assert.Throws<LearningDataException>(() => VideoScript.FromJson(lacking.ToJsonString()));
        }
    }

    [Fact]
    public void Options_out_of_range_are_named_and_a_topic_without_pictures_is_refused()
    {
        Assert.Null(new VideoScriptOptions().Check());
        Assert.Contains("SecondsPerTopic", new VideoScriptOptions { SecondsPerTopic = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("MostScenes", new VideoScriptOptions { MostScenes = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("SmallestView", new VideoScriptOptions { SmallestView = 0 }.Check(), StringComparison.Ordinal);
        Assert.Contains("CaptionChance", new VideoScriptOptions { CaptionChance = 2 }.Check(), StringComparison.Ordinal);
        Assert.Contains("Captions", new VideoScriptOptions { Captions = [] }.Check(), StringComparison.Ordinal);
        Assert.Contains("Words", new VideoScriptOptions { Sounds = [SoundKind.Speech] }.Check(), StringComparison.Ordinal);
        Assert.Contains("RateFactors", new VideoScriptOptions { RateFactors = (30, 20) }.Check(), StringComparison.Ordinal);
        Assert.Contains("class 5", Assert.Throws<ArgumentException>(() => new VideoScriptWriter(Pictures, new VideoScriptOptions()).Write(1, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new VideoScriptWriter(Pictures, new VideoScriptOptions()).Write(1));
    }
}

using System.Runtime.InteropServices;
using Orleans.Video.Inference;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech.Detection;
using Orleans.Video.Testing;
using Orleans.Video.Transcripts;
using Xunit;

namespace Orleans.Video.Grains.Tests.Speech;

public sealed class EncodedSpeechTests
{
    private const string Letters = """{"<pad>":0,"<s>":1,"</s>":2,"<unk>":3,"|":4,"E":5,"T":6,"A":7,"O":8,"N":9,"I":10,"H":11,"S":12,"R":13,"D":14,"L":15,"U":16,"M":17,"W":18,"C":19,"F":20,"G":21,"Y":22,"P":23,"B":24,"V":25,"K":26,"'":27,"X":28,"J":29,"Q":30,"Z":31}""";

    // The model has random weights, and so random words: the same through encoder grains as without them, and for a language that no other engine hears.
    [Fact]
    public async Task A_set_with_a_speech_encoder_hears_its_language_through_the_pipeline_as_it_does_without()
    {
        using var folder = new TemporaryFolder();
        var models = folder.File("models");
        Directory.CreateDirectory(models);
        await File.WriteAllTextAsync(folder.File("vocab.json"), Letters, TestContext.Current.CancellationToken);
        var set = new ModelSetLibrary([models, UntrainedModels.Folder]).Import(new ImportRequest
        {
            OnnxFile = TestData.Require("golden/wav2vec2_tiny.onnx"),
            Modality = EncoderModality.Speech,
            Id = "spoken",
            BaseSet = "starter",
            VocabularyFile = folder.File("vocab.json"),
            Languages = ["sw"],
            Trained = false,
        });
        var video = SpokenVideos.AcrossBorders();
        await using var pipeline = await TestPipeline.StartAsync(new VideoPipelineOptions { ModelSet = "spoken", Shards = 2 }, models: models);
        await pipeline.UploadAsync("a", video, language: "sw-KE");
        var status = await pipeline.WaitUntilReadyAsync("a");
        Assert.Null(status.Reason);
        var transcript = (await pipeline.Grains.GetGrain<ITranscriptGrain>("spoken/a").GetAsync(status.Revision!))!;
        Assert.Equal(("sw-KE", "wav2vec2:spoken"), (transcript.Language, transcript.Engine));

        using var encoder = new SpeechEncoder(set, InferenceDevice.Cpu);
        var decoding = new SpeechDecoding(set);
        var detector = new SpeechDetector();
        var samples = MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(SampleVideos.Make("across-borders.raw", "-i", video, "-vn", "-f", "s16le", "-ar", "16000", "-ac", "1"))).ToArray();
        var words = new List<SpokenWord>();
        foreach (var stretch in (IEnumerable<SpeechStretch>)[.. detector.Add(samples), .. detector.End()])
        {
            words.AddRange(decoding.Decode(encoder.Encode([stretch.Samples])[0], [])
                .Select(word => new SpokenWord(word.Text, stretch.StartSecond + word.Start, stretch.StartSecond + word.End, word.Confidence)));
        }

        Assert.NotEmpty(words);
        Assert.Equal(words.Select(word => (word.Text, word.Start, word.End)), transcript.Words.Select(word => (word.Text, word.Start, word.End)));
    }
}

using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Inference.Speech;
using Orleans.Video.Learning.Data;
using Orleans.Video.Learning.Speech;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Speech;

/// <summary>The whole way, from an archive of recordings to a set that serves.</summary>
public sealed class SpeechRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SpeechRunTests() => SpokenTones.Write(_folder.Path);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_ends_in_a_set_that_serves_with_the_errors_that_the_trainer_counted()
    {
        var said = new List<string>();
        var (run, set) = await RunAsync("whole", say: said.Add);
        Assert.True(ModelSetVerification.Verify(set.Folder, InferenceDevice.Cpu).Passed);
        Assert.Equal(["labels alone", "pre-trained and labels", "self-training 1"], said.Where(static s => s.Contains("WER", StringComparison.Ordinal)).Select(static s => s.Split(':')[0]));
        var (words, characters) = (default(ErrorCount), default(ErrorCount));
        using var encoder = new SpeechEncoder(set, InferenceDevice.Cpu);
        var decoding = new SpeechDecoding(set);
        foreach (var test in run.Read(static _ => { }).Test)
        {
            Assert.Equal("cid", test.Voice);
            var heard = string.Join(' ', decoding.Decode(encoder.Encode([test.Samples])[0], []).Select(static w => w.Text));
            words += ErrorCount.OfWords(test.Text, heard);
            characters += ErrorCount.OfCharacters(test.Text, heard);
        }

        Assert.Equal(words.Rate, set.Manifest.Quality!["WER, self-training 1"]);
        Assert.Equal(characters.Rate, set.Manifest.Quality!["CER, self-training 1"]);
    }

    [Fact]
    public async Task A_run_that_was_stopped_and_goes_on_ends_in_the_very_same_set()
    {
        var (_, whole) = await RunAsync("whole");
        using var stop = new CancellationTokenSource();
        var parts = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("stopped", say: _ => { }, progress: new Reports(_ => { if (++parts == 3) stop.Cancel(); }), stop.Token));
        Assert.False(Directory.Exists(_folder.File("stopped")));
        var (_, resumed) = await RunAsync("stopped");
        Assert.Equal(whole.Manifest.Speech!.Sha256, resumed.Manifest.Speech!.Sha256);
        Assert.Equal(whole.Manifest.Quality, resumed.Manifest.Quality);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_held_out_voice_is_told_no_word_and_heard_only_where_asked(bool hears)
    {
        var run = new SpeechRun(SpokenTones.Options(_folder.Path, "heard") with { HearsHeldOut = hears }, TimeProvider.System);
        var (told, untold, test) = run.Read(static _ => { });
        string[] Voices(Func<ulong, string> voice) => [.. Enumerable.Range(0, 60).Select(seed => voice((ulong)seed)).Distinct().Order()];
        Assert.Equal(["ann", "bob"], Voices(seed => told.Make(seed).Voice));
        Assert.Equal(hears ? ["ann", "bob", "cid"] : ["ann", "bob"], Voices(seed => untold.Make(seed).Voice));
        Assert.All(test, static t => Assert.Equal("cid", t.Voice));
    }

    [Fact]
    public async Task A_voice_that_is_not_there_or_an_archive_that_is_not_is_named()
    {
        var options = SpokenTones.Options(_folder.Path, "wrong");
        var missing = await Assert.ThrowsAsync<LearningDataException>(() => new SpeechRun(options with { HeldOut = "zoe" }, TimeProvider.System).RunAsync(static _ => { }, new Reports(static _ => { }), Cancel));
        Assert.Contains("ann, bob, cid: zoe", missing.Message, StringComparison.Ordinal);
        var empty = await Assert.ThrowsAsync<ArgumentException>(() => new SpeechRun(options with { Data = _folder.File("nowhere") }, TimeProvider.System).RunAsync(static _ => { }, new Reports(static _ => { }), Cancel));
        Assert.Contains(SpeechRunOptions.Archive, empty.Message, StringComparison.Ordinal);
    }

    private async Task<(SpeechRun Run, ModelSet Set)> RunAsync(string name, Action<string>? say = null, IProgress<TrainingProgress>? progress = null, CancellationToken? cancellation = null)
    {
        var run = new SpeechRun(SpokenTones.Options(_folder.Path, name), TimeProvider.System);
        return (run, await run.RunAsync(say ?? (static _ => { }), progress ?? new Reports(static _ => { }), cancellation ?? Cancel));
    }

    private sealed class Reports(Action<TrainingProgress> hear) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => hear(value);
    }
}

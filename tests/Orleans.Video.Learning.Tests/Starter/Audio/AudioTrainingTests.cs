using Orleans.Video.Inference.Audio;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Learning.Data.Sounds;
using Orleans.Video.Learning.Data.Synthesis;
using Orleans.Video.Learning.Models.Audio;
using Orleans.Video.Learning.Starter.Audio;
using Orleans.Video.Learning.Training;
using Orleans.Video.Testing;

namespace Orleans.Video.Learning.Tests.Starter.Audio;

/// <summary>The audio encoder learns, resumes, and serves what it learned.</summary>
public sealed class AudioTrainingTests : IDisposable
{
    private static readonly AudioNetworkOptions Small = new() { Width = 4, Stages = 3, VectorWidth = AudioLearning.Spec.Width };
    private static readonly SoundBank Made = new(new SoundSet(AudioLearning.Rate, []), null, 6);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_learns_to_tell_kinds_that_were_made_and_serves_the_vectors_that_it_trained()
    {
        using var training = Open(60);
        var untrained = Measure(training);
        await training.RunAsync(null, Cancel);
        var trained = Measure(training);
        Assert.True(trained.KindsToldApart > untrained.KindsToldApart + 0.2, $"{untrained} became {trained}");

        using var forward = new AudioForward(training.Network, AudioLearning.Spec, training.Store.ReadAll(), InferenceDevice.Cpu);
        short[][] sounds = [.. Enumerable.Range(0, 7).Select(static i => Made.Samples(i * 5, AudioLearning.Rate, (ulong)i).ToArray())];
        var expected = forward.Encode(sounds);
        var spec = AudioLearning.Spec;
        using var served = new VectorGraph(new OnnxSession("test", "audio.onnx", AudioForward.Export(training.Network, spec, training.Store.ReadAll()), InferenceDevice.Cpu), "audio", spec.Input, [1, spec.Mel.Mels, spec.Frames], spec.Output, spec.Width, maxBatch: 7);
        var input = new SpectrogramInput(spec);
        foreach (var count in new[] { 7, 1 })
        {
            for (var i = 0; i < count; i++) input.Write(sounds[i], served.Fill(count).Slice(i * input.Length, input.Length));
            var given = served.Run(count);
            for (var i = 0; i < count * spec.Width; i++) Assert.Equal(expected[i / spec.Width][i % spec.Width], given[i], 1e-4);
        }
    }

    [Fact]
    public async Task A_run_that_is_resumed_ends_where_one_that_was_not_does()
    {
        using var whole = Open(16);
        await whole.RunAsync(null, Cancel);
        var kept = _folder.File("kept");
        using (var first = Open(16, kept))
        {
            using var stop = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.RunAsync(new StopAt(stop), stop.Token));
        }

        using var second = Open(16, kept);
        Assert.Equal(10, second.Curve.Points.Count);
        await second.RunAsync(null, Cancel);
        Assert.Equal(whole.Curve.Points, second.Curve.Points);
        foreach (var name in whole.Store.Names) Assert.Equal(whole.Store.Read(name), second.Store.Read(name));
    }

    [Fact]
    public void A_neighbour_is_never_of_the_same_voice()
    {
        SoundFacts Of(string name, string voice) => new(SoundKind.Speech, name, voice);
        // Each is nearest to another word of its own voice; across voices only the second and the fourth find their word.
        Assert.Equal(0.5, AudioMeasures.NearestAcrossVoices(
        [
            ([1, 0], Of("one", "ann")), ([0.98f, 0.199f], Of("two", "ann")), ([-0.6f, 0.8f], Of("one", "bob")), ([0.6f, 0.8f], Of("two", "bob")),
        ]));
        Assert.Equal(0, AudioMeasures.NearestAcrossVoices([([1, 0], Of("one", "ann")), ([1, 0], Of("one", "ann"))]));
    }

    [Fact]
    public void Widths_that_differ_are_refused()
    {
        var options = new AudioTrainingOptions { Network = Small with { VectorWidth = 64 } };
        Assert.Contains("64 wide and the encoder's 128", Assert.Throws<ArgumentException>(() => new AudioTraining(Made, AudioLearning.Spec, new LearnedKindVectors(5, 64), options, InferenceDevice.Cpu, TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digits_are_found_across_voices_and_kinds_told_apart_as_well_as_promised()
    {
        RequireTime();
        var (train, test) = await AudioLearning.BanksAsync(_folder.File("staging"), Cancel);
        using var training = await TrainAsync(train);
        using var forward = new AudioForward(training.Network, AudioLearning.Spec, training.Store.ReadAll(), InferenceDevice.Cpu);
        var kinds = AudioLearning.KindVectors(training.Store);
        var measures = AudioMeasures.Of(forward, test, kinds, seed: 977);
        var unheard = AudioMeasures.Of(forward, await AudioLearning.UnheardAsync(_folder.File("staging"), Cancel), kinds, seed: 977);
        await File.WriteAllTextAsync(Path.Combine(Kept, "measures.txt"), $"test: {measures}\nunheard words and voices: {unheard}\n", Cancel);
        await File.WriteAllBytesAsync(Path.Combine(Kept, "audio.onnx"), AudioForward.Export(training.Network, AudioLearning.Spec, training.Store.ReadAll()), Cancel);
        Assert.True(measures.AcrossVoices >= 0.9, $"{measures}");
        Assert.True(measures.KindsToldApart >= 0.95, $"{measures}");
    }

    // Where the weights, curves and figures of the long runs stay, so that they can be looked at and go on.
    private string Kept => Environment.GetEnvironmentVariable("ORLEANS_VIDEO_KEEP_AUDIO") is { Length: > 0 } named ? named : _folder.Path;

    private static void RequireTime()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ORLEANS_VIDEO_FULL"))) Assert.Skip("takes minutes: ./test --full runs it");
    }

    private async Task<AudioTraining> TrainAsync(SoundBank bank)
    {
        var options = new AudioTrainingOptions { CheckpointFolder = Path.Combine(Kept, "checkpoints") };
        var training = new AudioTraining(bank, AudioLearning.Spec, new LearnedKindVectors(5, AudioLearning.Spec.Width), options, InferenceDevice.Cpu, TimeProvider.System);
        Directory.CreateDirectory(Kept);
        await training.RunAsync(new Said(Path.Combine(Kept, "progress.txt")), Cancel);
        await File.WriteAllTextAsync(Path.Combine(Kept, "curve.svg"), training.Curve.ToSvg("audio encoder"), Cancel);
        return training;
    }

    private static AudioTraining Open(long steps, string? folder = null) => new(
        Made, AudioLearning.Spec, new LearnedKindVectors(5, AudioLearning.Spec.Width), new AudioTrainingOptions { Network = Small, Steps = steps, NamesPerBatch = 10, PerName = 2, CheckpointFolder = folder }, InferenceDevice.Cpu, TimeProvider.System);

    private static AudioMeasures Measure(AudioTraining training)
    {
        using var forward = new AudioForward(training.Network, AudioLearning.Spec, training.Store.ReadAll(), InferenceDevice.Cpu);
        return AudioMeasures.Of(forward, Made, AudioLearning.KindVectors(training.Store), seed: 5);
    }

    private sealed class StopAt(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => stop.Cancel();
    }

    private sealed class Said(string path) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => File.AppendAllText(path, $"{value}  names {value.Results.Number(AudioObjective.Names):F3}  kinds {value.Results.Number(AudioObjective.Kinds):F3} {value.Results.Number(AudioObjective.KindsRight):P0}  in runtime {value.RuntimeShare:P0}\n");
    }
}

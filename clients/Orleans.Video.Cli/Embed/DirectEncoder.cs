using System.Runtime.CompilerServices;
using Orleans.Video.Encoders;
using Orleans.Video.Inference;
using Orleans.Video.Inference.ModelSets;
using Orleans.Video.Inference.Onnx;
using Orleans.Video.Media;
using Orleans.Video.Media.Library;
using Orleans.Video.Media.Opening;

namespace Orleans.Video.Cli.Embed;

/// <summary>Encodes without a silo: the media library and the encoders of one model set, each made when it is first needed.</summary>
internal sealed class DirectEncoder : IDisposable
{
    private readonly ModelSet _set;
    private readonly MediaLibrary _media;
    private readonly Lazy<VisualEncoder> _visual;
    private readonly Lazy<AudioEncoder> _audio;
    private readonly Lazy<TextEncoder> _text;

    public DirectEncoder(ModelSet set, MediaLibrary media)
    {
        var device = new InferenceDevice("cpu:0", Environment.ProcessorCount);
        _set = set;
        _media = media;
        _visual = new(() => new VisualEncoder(set, device));
        _audio = new(() => new AudioEncoder(set, device));
        _text = new(() => new TextEncoder(set, device));
    }

    /// <summary>The vectors of one source, in order of time.</summary>
    /// <param name="source">Media or text.</param>
    /// <param name="modality"><c>visual</c> or <c>audio</c> alone; null: whatever the media has and the set encodes.</param>
    /// <param name="cancellation">Stops reading.</param>
    public IAsyncEnumerable<EmbeddedVector> EncodeAsync(EmbedSource source, string? modality, CancellationToken cancellation) =>
        source.Text is { } words ? EncodeText(source, words).ToAsyncEnumerable() : EncodeMediaAsync(source, modality, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_visual.IsValueCreated) _visual.Value.Dispose();
        if (_audio.IsValueCreated) _audio.Value.Dispose();
        if (_text.IsValueCreated) _text.Value.Dispose();
    }

    private IEnumerable<EmbeddedVector> EncodeText(EmbedSource source, string words)
    {
        var encoding = _text.Value.Encode([words])[0];
        yield return Line(source, Modality.Text, null, _set.Manifest.Text!, encoding.Pooled);
    }

    private async IAsyncEnumerable<EmbeddedVector> EncodeMediaAsync(EmbedSource source, string? modality, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var opened = await _media.OpenAsync(source.Reference!, cancellation);
        var info = await _media.ProbeAsync(opened, cancellation);
        var sees = modality is null or Modality.Visual && info.Video is not null && _set.Manifest.Visual is not null;
        var hears = modality is null or Modality.Audio && info.Audio is not null && _set.Manifest.Audio is not null;
        if (modality is Modality.Visual && !sees || modality is Modality.Audio && !hears || !sees && !hears)
            throw new CommandLine.CommandFailure($"{opened.Name} has nothing that model set {_set.Manifest.Id} encodes as {modality ?? "visual or audio"}: it has {Has(info)}");

        if (info.IsStillImage)
        {
            yield return Line(source, Modality.Visual, null, _set.Manifest.Visual!, await EncodeImageAsync(opened, cancellation));
            yield break;
        }

        await foreach (var segment in _media.ReadSegmentsAsync(opened, info, EncodingFormat.Of(_set.Manifest), 0, cancellation))
        {
            using (segment)
            {
                var start = segment.Index * EncodingFormat.SecondsPerSegment;
                var pictures = sees && segment.HasVideo ? Rows(segment.Seconds, _visual.Value.Width, rows => _visual.Value.Encode(segment.Frames.Span, segment.Seconds, rows)) : null;
                var sounds = hears && segment.HasAudio ? Rows(segment.Seconds, _audio.Value.Width, rows => _audio.Value.Encode(segment.Samples.Span, segment.Seconds, rows)) : null;
                for (var second = 0; second < segment.Seconds; second++)
                {
                    if (pictures is not null && segment.VideoPresent[second]) yield return Line(source, Modality.Visual, start + second, _set.Manifest.Visual!, pictures[second]);
                    if (sounds is not null && segment.AudioPresent[second]) yield return Line(source, Modality.Audio, start + second, _set.Manifest.Audio!, sounds[second]);
                }
            }
        }
    }

    // A picture is a clip in which nothing moves.
    private async Task<float[]> EncodeImageAsync(OpenedMedia opened, CancellationToken cancellation)
    {
        var format = EncodingFormat.Of(_set.Manifest);
        var image = await _media.ReadImageAsync(opened, format.Width, format.Height, format.Fit, cancellation);
        var clip = new byte[_visual.Value.ClipLength];
        for (var frame = 0; frame < format.FramesPerSecond; frame++) image.Pixels.CopyTo(clip, frame * image.Pixels.Length);
        return Rows(1, _visual.Value.Width, rows => _visual.Value.Encode(clip, 1, rows))[0];
    }

    private static float[][] Rows(int count, int width, Action<float[]> encode)
    {
        var rows = new float[count * width];
        encode(rows);
        return [.. rows.Chunk(width)];
    }

    private EmbeddedVector Line(EmbedSource source, string modality, int? second, EncoderSpec spec, float[] vector) =>
        new(source.Given, modality, second, _set.Manifest.Id, spec.Trained, vector);

    private static string Has(MediaInfo info) => (info.Video, info.Audio) switch
    {
        (not null, not null) => "pictures and sound",
        (not null, null) => "pictures and no sound",
        (null, not null) => "sound and no pictures",
        _ => "neither pictures nor sound",
    };
}

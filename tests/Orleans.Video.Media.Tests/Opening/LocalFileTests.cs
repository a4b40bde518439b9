using System.Diagnostics;
using Orleans.Video.Testing;

namespace Orleans.Video.Media.Tests.Opening;

public sealed class LocalFileTests
{
    [Fact]
    public async Task A_missing_file_is_not_found()
    {
        await using var fixture = new MediaFixture();
        var failure = await fixture.FailureAsync(fixture.Folder.File("missing.mp4"));
        Assert.Equal((MediaFailure.NotFound, false), (failure.Kind, failure.IsTransient));
        Assert.Contains("missing.mp4", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("/etc/there-is-no-such-file")]
    [InlineData("/proc/self/environ")]
    [InlineData("{root}/../../etc/hostname")]
    [InlineData("{root}-beside/a.mp4")]
    public async Task A_path_outside_the_roots_is_refused_whether_or_not_something_is_there(string path)
    {
        await using var fixture = new MediaFixture();
        var failure = await fixture.FailureAsync(path.Replace("{root}", fixture.Folder.Path, StringComparison.Ordinal));
        Assert.Equal(MediaFailure.OutsideRoots, failure.Kind);
        Assert.Contains("Media:Roots", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_roots_no_path_is_read()
    {
        await using var fixture = new MediaFixture(options => options with { Roots = [] });
        Assert.Contains("Media:Roots", (await fixture.FailureAsync(SampleVideos.Mp4())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_out_of_the_roots_is_refused_and_one_inside_is_followed()
    {
        await using var fixture = new MediaFixture();
        File.CreateSymbolicLink(fixture.Folder.File("out.mp4"), "/etc/hostname");
        Directory.CreateSymbolicLink(fixture.Folder.File("etc"), "/etc");
        File.CreateSymbolicLink(fixture.Folder.File("in.mp4"), SampleVideos.Mp4());
        Assert.Equal(MediaFailure.OutsideRoots, (await fixture.FailureAsync(fixture.Folder.File("out.mp4"))).Kind);
        Assert.Equal(MediaFailure.OutsideRoots, (await fixture.FailureAsync(fixture.Folder.File("etc/hostname"))).Kind);
        Assert.NotEmpty(await fixture.ReadAsync(fixture.Folder.File("in.mp4")));
    }

    [Fact]
    public async Task A_root_may_itself_be_a_link()
    {
        using var elsewhere = new TemporaryFolder();
        var root = elsewhere.File("root");
        Directory.CreateSymbolicLink(root, SampleVideos.Folder);
        await using var fixture = new MediaFixture(options => options with { Roots = [root] });
        Assert.NotEmpty(await fixture.ReadAsync(Path.Combine(root, Path.GetFileName(SampleVideos.Mp4()))));
    }

    [Fact]
    public async Task Pipes_devices_and_folders_are_refused_without_waiting()
    {
        await using var fixture = new MediaFixture(options => options with { Roots = [.. options.Roots, "/dev"] });
        using (var make = Process.Start("mkfifo", fixture.Folder.File("pipe.mp4"))) await make.WaitForExitAsync(MediaFixture.Cancel);
        foreach (var path in new[] { fixture.Folder.File("pipe.mp4"), "/dev/zero", fixture.Folder.Path + "/.", fixture.Staging })
        {
            var failure = await fixture.FailureAsync(path);
            Assert.True(failure.Kind is MediaFailure.NotMedia or MediaFailure.OutsideRoots, failure.Message);
        }
    }

    [Fact]
    public async Task A_file_above_the_byte_limit_is_refused()
    {
        await using var fixture = new MediaFixture(options => options with { MaxBytes = 1000 });
        Assert.Equal(MediaFailure.TooLarge, (await fixture.FailureAsync(SampleVideos.Mp4())).Kind);
    }

    [Fact]
    public async Task The_identity_changes_with_the_file()
    {
        await using var fixture = new MediaFixture();
        var path = fixture.Write("a.bin", [1, 2, 3]);
        string first;
        await using (var media = await fixture.OpenAsync(path)) first = media.Identity;
        await using (var media = await fixture.OpenAsync(path)) Assert.Equal(first, media.Identity);
        File.WriteAllBytes(path, [1, 2, 4]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        await using (var media = await fixture.OpenAsync(path)) Assert.NotEqual(first, media.Identity);
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_noticed()
    {
        await using var fixture = new MediaFixture();
        var path = fixture.Write("changing.mp4", File.ReadAllBytes(SampleVideos.Mp4()));
        await using var media = await fixture.OpenAsync(path);
        var info = await fixture.Library.ProbeAsync(media, MediaFixture.Cancel);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        var failure = await Assert.ThrowsAsync<MediaException>(async () =>
        {
            await foreach (var segment in fixture.Library.ReadSegmentsAsync(media, info, MediaFixture.Small, 0, MediaFixture.Cancel))
            {
                Assert.False(segment.IsLast);
                segment.Dispose();
            }
        });
        Assert.Equal(MediaFailure.Changed, failure.Kind);
    }

    [Fact]
    public async Task Names_that_look_like_options_patterns_or_protocols_are_names()
    {
        await using var fixture = new MediaFixture();
        foreach (var name in new[] { "-y.mp4", "a%03d.mp4", "concat:x.mp4", "a'b\"c $(x);.mp4", "пример 例.mp4", "list.m3u8" })
        {
            File.Copy(SampleVideos.Mp4(), fixture.Folder.File(name));
            Assert.Single(await fixture.ReadAsync(fixture.Folder.File(name)));
        }
    }
}

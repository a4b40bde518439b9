using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Orleans.Video.Storage.Tests;

public sealed class ObjectStoreExceptionTests
{
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void A_failure_crosses_from_silo_to_silo_with_all_it_says()
    {
        var failure = Travel(new ObjectStoreException("no space left", "a/b", isDiskFull: true, new IOException("inner")));
        Assert.Equal("no space left", failure.Message);
        Assert.Equal("a/b", failure.ObjectName);
        Assert.True(failure.IsDiskFull);
        Assert.Equal("inner", failure.InnerException!.Message);

        var conflict = Travel(new ObjectConflictException("a", "another version is there", "etag"));
        Assert.Equal("a", conflict.ObjectName);
        Assert.Equal("etag", conflict.CurrentETag);

        var tooLarge = Travel(new ObjectTooLargeException("a", 17));
        Assert.Equal(17, tooLarge.MaxBytes);
        Assert.Contains("17 bytes", tooLarge.Message, StringComparison.Ordinal);
    }

    private T Travel<T>(T exception)
        where T : Exception => (T)_serializer.Deserialize<Exception>(_serializer.SerializeToArray<Exception>(exception))!;
}

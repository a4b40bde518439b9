using System.Text;
using Orleans.Video.Media.Children;

namespace Orleans.Video.Media.Tests.Children;

public sealed class StderrTailTests
{
    [Fact]
    public void Only_the_end_is_kept_from_the_start_of_a_line()
    {
        var tail = new StderrTail(32);
        for (var i = 0; i < 1000; i++) tail.Append(Encoding.UTF8.GetBytes($"line {i}\n"));
        Assert.Equal("line 997\nline 998\nline 999", tail.ToString());
    }

    [Fact]
    public void Control_characters_do_not_come_through()
    {
        var tail = new StderrTail();
        tail.Append("a\u001b[31m\0\u0007b\nc"u8);
        Assert.Equal("a [31m  b\nc", tail.ToString());
    }
}

using System.Globalization;

namespace Orleans.Video.Streaming.Kafka.Events;

/// <summary>Where an event stands in the order of its video.</summary>
internal static class EventOrder
{
    /// <summary>
    /// The <c>sequence</c>; without it, <c>time</c> in microseconds since 1970. A producer uses one or the other for all events of a video.
    /// The time at which the log took the record will not do: a record sent again would become newer than those sent between.
    /// </summary>
    /// <exception cref="MalformedEventException">Neither is there, or the one that is there does not fit.</exception>
    public static long Of(string? sequence, string? time)
    {
        if (sequence is not null)
        {
            return long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new MalformedEventException("sequence: must be a whole number above zero; higher is newer");
        }

        if (time is null) throw new MalformedEventException("the event has no order: give it a sequence, or a time");
        // RFC 3339 demands an offset; DateTimeOffset would take the one of this machine.
        if (!HasOffset(time) || !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) || moment <= DateTimeOffset.UnixEpoch)
            throw new MalformedEventException("time: must be an RFC 3339 time after 1970, such as 2026-01-31T12:00:00.000Z");
        return (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    private static bool HasOffset(string time) =>
        time.Length >= 20 && (time[^1] is 'Z' or 'z' || (time[^3] == ':' && time[^6] is '+' or '-'));
}

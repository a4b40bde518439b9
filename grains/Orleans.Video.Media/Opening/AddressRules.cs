using System.Net;
using System.Net.Sockets;

namespace Orleans.Video.Media.Opening;

/// <summary>Tells addresses of the public Internet from those that lead to this machine, its network, its cloud's metadata service, or nowhere (IANA special-purpose registries).</summary>
internal static class AddressRules
{
    private static readonly IPNetwork[] Reserved4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // Of IPv6 only global unicast is public, less what tunnels to an IPv4 address of the sender's choice (Teredo), documentation and ORCHID.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Reserved6 = [.. new[] { "2001::/23", "2001:db8::/32", "3fff::/20" }.Select(text => IPNetwork.Parse(text))];
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork) return !Array.Exists(Reserved4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) return IsPublic(new IPAddress(bytes.AsSpan(12, 4)));
        if (SixToFour.Contains(address)) return IsPublic(new IPAddress(bytes.AsSpan(2, 4)));
        return GlobalUnicast.Contains(address) && !Array.Exists(Reserved6, network => network.Contains(address));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>An address with the length of its network's prefix, such as <c>10.0.0.5/24</c>.</summary>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    public bool IsIPv4 => Address.AddressFamily is AddressFamily.InterNetwork;

    /// <summary>The prefix as a mask, in the form that Nova writes: dotted for IPv4, <c>ffff:ffff::</c> for IPv6 (nova/virt/netutils.py).</summary>
    public string Netmask => Prefix(new IPAddress(Address.GetAddressBytes().Select(_ => byte.MaxValue).ToArray())).ToString();

    /// <summary>Whether no bit is set beyond the prefix, so that this names a network.</summary>
    public bool IsNetwork => Prefix(Address).Equals(Address);

    public bool Contains(IPAddress other) => other.AddressFamily == Address.AddressFamily && Prefix(other).Equals(Prefix(Address));

    public override string ToString() => $"{Address}/{PrefixLength}";

    public static bool TryParse(string? text, out InterfaceAddress address)
    {
        if (text?.Split('/') is [var host, var prefix] && TryParseHost(host, out var parsed)
            && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= parsed.GetAddressBytes().Length * 8)
        {
            address = new InterfaceAddress(parsed, bits);
            return true;
        }

        address = default;
        return false;
    }

    public static InterfaceAddress Parse(string text) => TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an address");

    /// <summary>Parses an address alone: four decimals, or IPv6 without scope; none of the other forms that the runtime accepts.</summary>
    public static bool TryParseHost(string? text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily is AddressFamily.InterNetwork ? address.ToString() == text : text!.AsSpan().IndexOfAny("%[]") < 0);

    private IPAddress Prefix(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        for (var bit = PrefixLength; bit < octets.Length * 8; bit++)
        {
            octets[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(octets);
    }
}

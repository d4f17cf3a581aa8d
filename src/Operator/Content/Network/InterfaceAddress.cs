using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>An address with the length of its network's prefix, such as <c>10.0.0.5/24</c>.</summary>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789ABCDEFabcdef:.");

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

    /// <summary>
    /// Parses an address whose network is given after a slash, or apart, or both alike; each as a length or as a mask
    /// (cloudinit/net/network_state.py, <c>_normalize_net_keys</c>).
    /// </summary>
    public static bool TryParse(string text, string? mask, out InterfaceAddress address)
    {
        address = default;
        if (text.Split('/', 2) is not [var host, .. var rest] || !TryParseHost(host, out var parsed))
        {
            return false;
        }

        var lengths = rest.Append(mask).OfType<string>().Select(each => PrefixLengthOf(each, parsed)).Distinct().ToList();
        if (lengths is not [{ } bits])
        {
            return false;
        }

        address = new InterfaceAddress(parsed, bits);
        return true;
    }

    public static InterfaceAddress Parse(string text) => TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an address");

    /// <summary>
    /// Parses an address alone: four decimals, or IPv6 without scope and perhaps with four decimals at its end; none of the other forms that the runtime
    /// accepts.
    /// </summary>
    public static bool TryParseHost(string? text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily is AddressFamily.InterNetwork
            ? address.ToString() == text
            : !text!.AsSpan().ContainsAnyExcept(IPv6Characters)
                && (!text!.Contains('.', StringComparison.Ordinal) || TryParseHost(text[(text.LastIndexOf(':') + 1)..], out _)));

    // A mask's set bits come first.
    private static int? PrefixLengthOf(string text, IPAddress address)
    {
        var longest = address.GetAddressBytes().Length * 8;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return bits <= longest ? bits : null;
        }

        if (!TryParseHost(text, out var mask) || mask.AddressFamily != address.AddressFamily)
        {
            return null;
        }

        var length = mask.GetAddressBytes().Sum(octet => BitOperations.PopCount(octet));
        return new InterfaceAddress(mask, length).IsNetwork ? length : null;
    }

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

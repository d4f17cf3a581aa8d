using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ConfigDrive.Operator.Content.Network;

/// <summary>An address with the length of its network's prefix, such as <c>10.0.0.5/24</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Bits of the prefix.</param>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    /// <summary>Whether this is IPv4.</summary>
    public bool IsIPv4 => Address.AddressFamily is AddressFamily.InterNetwork;

    /// <summary>
    /// The prefix as a mask, in the form that Nova writes: dotted for IPv4, <c>ffff:ffff::</c> for IPv6 (nova/virt/netutils.py).
    /// </summary>
    public string Netmask
    {
        get
        {
            Span<byte> mask = stackalloc byte[IsIPv4 ? 4 : 16];
            for (var bit = 0; bit < PrefixLength; bit++)
            {
                mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
            }

            return new IPAddress(mask).ToString();
        }
    }

    /// <summary>Whether no bit is set beyond the prefix, so that this names a network.</summary>
    public bool IsNetwork
    {
        get
        {
            Span<byte> octets = stackalloc byte[16];
            Address.TryWriteBytes(octets, out var length);
            for (var bit = PrefixLength; bit < length * 8; bit++)
            {
                if ((octets[bit / 8] & (0x80 >> (bit % 8))) != 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Whether an address lies in the network.</summary>
    public bool Contains(IPAddress other)
    {
        if (other.AddressFamily != Address.AddressFamily)
        {
            return false;
        }

        var (own, others) = (Address.GetAddressBytes(), other.GetAddressBytes());
        for (var bit = 0; bit < PrefixLength; bit++)
        {
            if (((own[bit / 8] ^ others[bit / 8]) & (0x80 >> (bit % 8))) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The address and its prefix length, such as <c>10.0.0.5/24</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    /// <summary>Parses an address with a prefix length.</summary>
    public static bool TryParse(string? text, out InterfaceAddress address)
    {
        address = default;
        if (text?.Split('/') is not [var host, var prefix] || !TryParseHost(host, out var parsed))
        {
            return false;
        }

        address = new InterfaceAddress(parsed, 0);
        if (!int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > (address.IsIPv4 ? 32 : 128))
        {
            return false;
        }

        address = address with { PrefixLength = bits };
        return true;
    }

    /// <summary>Parses an address alone: four decimals, or IPv6 without scope; none of the other forms that the runtime takes.</summary>
    public static bool TryParseHost(string? text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily is AddressFamily.InterNetwork ? address.ToString() == text : text!.AsSpan().IndexOfAny("%[]") < 0);
}

namespace ConfigDrive.Operator.Content.Network;

/// <summary>Values in network configurations that a user wrote and that go on the drive as they are: what a guest cannot read is refused.</summary>
internal static class NetworkValues
{
    /// <summary>A MAC address by which cloud-init looks for a card: it compares the text with the kernel's (distros/networking.py, <c>wait_for_physdevs</c>).</summary>
    public static void CheckCard(UserObject item, string name)
    {
        if (item.OptionalText(name) is { } given && VirtualMachineInterfaces.Normalize(given) != given)
        {
            throw item.Invalid(name, "must be in lower case with colons, such as 02:00:00:00:00:0a, or the guest does not find the card and its start fails");
        }
    }

    public static void CheckMacAddress(UserObject item, string name)
    {
        if (item.OptionalText(name) is { } given && !given.Equals(VirtualMachineInterfaces.Normalize(given), StringComparison.OrdinalIgnoreCase))
        {
            throw item.Invalid(name, "is not a MAC address: give six pairs of hexadecimal digits with colons");
        }
    }

    /// <exception cref="InvalidContentException">It is there, and not an address.</exception>
    public static void CheckAddress(UserObject item, string name)
    {
        if (item.OptionalText(name) is { } given && !InterfaceAddress.TryParseHost(given, out _))
        {
            throw item.Invalid(name, "must be an address, such as 192.0.2.1 or 2001:db8::1");
        }
    }

    /// <summary>Addresses, as <see cref="Texts"/>.</summary>
    public static void CheckAddresses(UserObject item, string name)
    {
        if (!Texts(item, name).All(text => InterfaceAddress.TryParseHost(text, out _)))
        {
            throw item.Invalid(name, "must be addresses, such as 192.0.2.53 or 2001:db8::53");
        }
    }

    /// <summary>A text of words, or a list of texts; none when it is absent.</summary>
    public static IReadOnlyList<string> Texts(UserObject item, string name) => item.Find(name) is JsonValue ? item.Text(name).Split(' ') : item.Texts(name);

    /// <summary>
    /// An address with its mask after a slash or in <c>netmask</c>, as a length or as a mask. 0 as a number is none to cloud-init before 25.
    /// </summary>
    public static bool TryReadNetwork(UserObject item, string name, out InterfaceAddress network)
    {
        var mask = item.Find("netmask") is JsonValue number && number.TryGetValue<int>(out var bits) && bits > 0
            ? bits.ToString(CultureInfo.InvariantCulture)
            : item.OptionalText("netmask");
        return InterfaceAddress.TryParse(item.Text(name), mask, out network);
    }
}

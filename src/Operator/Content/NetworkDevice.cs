namespace ConfigDrive.Operator.Content;

/// <summary>A network interface that software in the guest knows by a tag (Nova's device role tagging).</summary>
/// <param name="MacAddress">MAC address, lower case with colons.</param>
/// <param name="Address">PCI address, or <c>none</c> when it is not fixed, as in Nova.</param>
/// <param name="Tag">The tag.</param>
internal sealed record NetworkDevice(string MacAddress, string Address, string Tag);

using System.Text.RegularExpressions;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Vendor data that the user wrote. cloud-init knows what a text is by its first line, and logs a warning and ignores it when it does not
/// (cloudinit/handlers/__init__.py, <c>INCLUSION_TYPES_MAP</c>); what belongs elsewhere is refused with a hint.
/// </summary>
internal static partial class UserVendorData
{
    // Longer headers begin like these.
    private static readonly string[] Headers = ["#!", "#cloud-config", "#cloud-boothook", "#include", "#part-handler", "## template: jinja"];

    /// <exception cref="InvalidContentException">cloud-init would ignore it.</exception>
    public static void Check(string text, string field)
    {
        var start = text.TrimStart();
        if (Headers.Any(header => start.StartsWith(header, StringComparison.OrdinalIgnoreCase)) || MultipartMessage.IsMessage(text))
        {
            return;
        }

        throw new InvalidContentException(field, start switch
        {
            ['{' or '[', ..] =>
                "is JSON, like Nova's vendor_data.json, which the operator writes itself: give only the text that is below cloud-init there, such as #cloud-config",
            _ when NetworkKey().IsMatch(text) =>
                "is a network configuration, which cloud-init does not take from vendor data: give netplan's YAML in spec.networkConfig, with the layout NoCloud, "
                + "or OpenStack's network_data.json in spec.networkData",
            _ => "has no header, so that cloud-init would ignore it: begin with #cloud-config, #! or another of cloud-init's, or give a MIME message",
        });
    }

    [GeneratedRegex(@"^(network|ethernets|bonds|bridges|vlans|wifis)\s*:", RegexOptions.Multiline | RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex NetworkKey();
}

using System.Net.Sockets;
using System.Text.RegularExpressions;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content.CloudStack;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>Rules for the metadata. A blank value counts as absent.</summary>
internal static partial class MetadataRules
{
    public static IEnumerable<FieldError> Check(InstanceMetadata metadata, string field) =>
    [
        .. Blank(metadata.Hostname) ? [] : FieldRules.Match(
            metadata.Hostname,
            $"{field}.hostname",
            Hostname(),
            "a host name: labels of letters, digits and inner hyphens, at most 63 characters each and 253 in all, joined by dots"),
        .. FieldRules.OptionalLine(metadata.AvailabilityZone, $"{field}.availabilityZone"),
        .. FieldRules.OptionalLine(metadata.ServiceOffering, $"{field}.serviceOffering"),
        .. Blank(metadata.InstanceID) ? [] : FieldRules.Match(
            metadata.InstanceID,
            $"{field}.instanceID",
            InstanceID(),
            "1 to 253 letters, digits and the characters . _ : -, of which guests make a directory's name"),
        .. FieldRules.OptionalLine(metadata.CloudIdentifier, $"{field}.cloudIdentifier"),
        .. FieldRules.OptionalLine(metadata.CloudName, $"{field}.cloudName"),
        .. IPv4(metadata.LocalIPv4, $"{field}.localIPv4"),
        .. IPv4(metadata.PublicIPv4, $"{field}.publicIPv4"),
        .. FieldRules.OptionalLine(metadata.PublicHostname, $"{field}.publicHostname"),
        .. FieldRules.Count(metadata.Extra, $"{field}.extra", 128),
        .. metadata.Extra.SelectMany(entry => Extra(entry.Key, entry.Value, $"{field}.extra[{entry.Key}]")),
    ];

    private static IEnumerable<FieldError> IPv4(string? value, string field)
    {
        if (!Blank(value) && !(InterfaceAddress.TryParseHost(value, out var address) && address.AddressFamily is AddressFamily.InterNetwork))
        {
            yield return new FieldError(field, "must be an IPv4 address, such as 192.0.2.5");
        }
    }

    private static IEnumerable<FieldError> Extra(string key, string? value, string field)
    {
        if (!ExtraKey().IsMatch(key))
        {
            yield return new FieldError(
                field,
                $"the key is a file's name: give 1 to {ContentLimits.ExtraKeyCharacters} letters, digits, dots, hyphens and underscores, "
                + "the first no dot or hyphen");
        }

        if (CloudStackMetadata.Fields.TryGetValue(key.Replace('_', '-'), out var owner))
        {
            yield return new FieldError(field, $"the key is one that the drive has by itself: set {owner} instead");
        }

        if (value is null)
        {
            yield return new FieldError(field, "is null: give a text, or remove it");
        }
    }

    private static bool Blank(string? value) => string.IsNullOrWhiteSpace(value);

    [GeneratedRegex(
        @"^(?=.{1,253}\z)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hostname();

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,253}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstanceID();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExtraKey();
}

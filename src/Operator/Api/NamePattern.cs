namespace ConfigDrive.Operator.Api;

/// <summary>Names as Kubernetes has them (RFC 1123), as regular expressions without anchors, and in words.</summary>
internal static class NamePattern
{
    public const string Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    public const string LabelInWords = "a DNS label: lower-case letters, digits and inner hyphens";
    public const string Subdomain = $@"{Label}(\.{Label})*";
    public const string SubdomainInWords = "a DNS name: lower-case letters, digits, inner hyphens and dots";
}

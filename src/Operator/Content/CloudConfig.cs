using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// What a text says to cloud-init about vendor data, users and passwords, if it is a cloud-config. Of any other text (a script, MIME, gzip, a jinja
/// template, YAML that cannot be read) nothing is known. Merging by <c>merge_how</c>, aliases and merge keys are not followed.
/// </summary>
internal sealed record CloudConfig
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // These start like a cloud-config and are something else (cloudinit/handlers/__init__.py, INCLUSION_TYPES_MAP).
    private static readonly string[] OtherHeaders = ["#cloud-config-archive", "#cloud-config-jsonp"];

    public static CloudConfig Unknown { get; } = new();

    /// <summary>
    /// Whether cloud-init ignores the vendor data, or a kind of part of it that we write: <c>vendor_data.enabled</c> is not true, or
    /// <c>vendor_data.disabled_handlers</c> names the kind (cloudinit/stages.py, <c>_consume_vendordata</c>).
    /// </summary>
    public bool DisablesVendorData { get; init; }

    /// <summary>Whether there is a key <c>users</c>, which replaces the image's.</summary>
    public bool HasUsers { get; init; }

    /// <summary>Whether <c>users</c> has the default user, or may have it (cloudinit/distros/ug_util.py, <c>_normalize_users</c>).</summary>
    public bool HasDefaultUser { get; init; }

    /// <summary>Whether the older key <c>user</c> names the default user, who then exists even without <c>users</c>.</summary>
    public bool NamesDefaultUser { get; init; }

    public bool HasPassword { get; init; }
    public bool HasChpasswd { get; init; }

    /// <summary>
    /// Whether <c>chpasswd</c> keeps cloud-init from a top-level <c>password</c>: its <c>users</c> or <c>list</c> win over it, and without being a
    /// mapping it breaks the module (cloudinit/config/cc_set_passwords.py, <c>handle</c>).
    /// </summary>
    public bool ChpasswdHidesPassword { get; init; }

    public static CloudConfig Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Read(StrictUtf8.GetString(bytes.Span));
        }
        catch (DecoderFallbackException)
        {
            return Unknown;
        }
    }

    public static CloudConfig Read(string text)
    {
        if (!IsCloudConfig(text))
        {
            return Unknown;
        }

        try
        {
            return new CloudConfigReader(new YamlCursor(text)).Read();
        }
        catch (Exception exception) when (YamlCursor.IsFault(exception))
        {
            return Unknown;
        }
    }

    // cloudinit/handlers/__init__.py, type_from_starts_with: white space before it does not matter, nor does case, nor what follows on the line.
    private static bool IsCloudConfig(string text)
    {
        var start = text.TrimStart();
        return start.StartsWith("#cloud-config", StringComparison.OrdinalIgnoreCase)
            && !OtherHeaders.Any(other => start.StartsWith(other, StringComparison.OrdinalIgnoreCase))
            && !MultipartMessage.IsMessage(text);
    }
}

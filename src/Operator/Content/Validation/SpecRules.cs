using System.Buffers.Text;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ConfigDrive.Operator.Content.Layouts;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content.Validation;

/// <summary>What the schema of a spec cannot say, or not in its present version. The schema refuses a <c>null</c>.</summary>
internal static partial class SpecRules
{
    // cloudbaseinit/metadata/services/baseopenstackservice.py, get_admin_password: meta.admin_pass is taken before admin_pass.
    private const string AdminPass = "admin_pass";
    private const string ControlCharacter = "contains a line break or another control character: give printable characters on one line";
    private const long MostBytes = 1L << 60;
    private const string NotIPv4 = "must be an IPv4 address, such as 192.0.2.5";

    public static IEnumerable<FieldError> Check(ConfigDriveSpec spec) =>
    [
        .. Misplaced(spec),
        .. SourceObjects.SourcesOf(spec).SelectMany(each => Source(each.Source, each.Field)),
        .. spec.NetworkData?.Generate is { } wanted ? NetworkRules.Check(wanted, "spec.networkData.generate") : [],
        .. spec.Password is { } password ? Password(spec, password) : [],
        .. Texts(spec.Metadata, ConfigDriveJsonContext.Default.InstanceMetadata),
        .. spec.Metadata.Extra.SelectMany(entry => Extra(entry.Key, $"spec.metadata.extra[{Echo.Cut(entry.Key)}]")),
        .. spec.GuestHook is not (null or GuestHook.None) ? Hook(spec) : [],
        .. Files(spec.Files),
        .. Claim(spec.PrimaryStorage, "spec.primaryStorage"),
        .. spec.Attachment is { Mode: AttachmentMode.Manual, DetachAfterBoot: true }
            ? [new FieldError("spec.attachment.detachAfterBoot", "needs mode Managed: in mode Manual the operator never changes the VirtualMachine")]
            : Array.Empty<FieldError>(),
    ];

    public static IEnumerable<FieldError> Check(ConfigDriveClassSpec spec) =>
    [
        .. ClassSources.SourcesOf(spec).SelectMany(each => Source(each.Source, each.Field)),
        .. Texts(spec.Metadata, ConfigDriveJsonContext.Default.ClassMetadata),
        .. spec.Metadata.Extra.SelectMany(entry => Extra(entry.Key, $"spec.metadata.extra[{Echo.Cut(entry.Key)}]")),
        .. spec.Metadata.Extra.ContainsKey(AdminPass)
            ? [new FieldError($"spec.metadata.extra[{AdminPass}]", "is what cloudbase-init takes for the password of every guest: remove it")]
            : Array.Empty<FieldError>(),
        .. spec.Defaults.PrimaryStorage is { } claim ? Claim(claim, "spec.defaults.primaryStorage") : [],
    ];

    private static IEnumerable<FieldError> Misplaced(ConfigDriveSpec spec)
    {
        var isNetworkDataGiven = spec.NetworkData is { Generate: null };
        (string Field, bool IsGiven, Layout[] Carriers)[] fields =
        [
            ("spec.vendorData", spec.VendorData is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.vendorData2", spec.VendorData2 is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.networkData", spec.NetworkData?.Generate is not null, [Layout.OpenStack, Layout.NoCloud]),
            ("spec.networkData", isNetworkDataGiven, [Layout.OpenStack]),
            ("spec.networkConfig", spec.NetworkConfig is not null, [Layout.NoCloud]),
            ("spec.files", spec.Files.Count > 0, [Layout.OpenStack]),
        ];
        return fields.Where(each => each.IsGiven && !each.Carriers.Intersect(spec.Layouts).Any()).Select(each => new FieldError(
            each.Field,
            $"has no place in the layout {string.Join(" or ", spec.Layouts)}: add {string.Join(" or ", each.Carriers)} to spec.layouts, or remove it"
            + (each.Field is "spec.networkData" && isNetworkDataGiven ? "; for NoCloud give spec.networkConfig" : "")));
    }

    // Of inline text the schema counts characters.
    private static IEnumerable<FieldError> Source(Source source, string field)
    {
        const string TooLarge = "is more than 1 MiB: shorten it, or let the guest fetch it";
        if (source.Inline is { } text && Encoding.UTF8.GetByteCount(text) > ContentLimits.SourceBytes)
        {
            yield return new FieldError($"{field}.inline", TooLarge);
        }

        var length = 0;
        if (source.Base64 is { } base64 && (!Base64.IsValid(base64.AsSpan(), out length) || length > ContentLimits.SourceBytes))
        {
            yield return new FieldError($"{field}.base64", length > ContentLimits.SourceBytes ? TooLarge : SourceContents.NotBase64);
        }
    }

    private static IEnumerable<FieldError> Password(ConfigDriveSpec spec, Password password)
    {
        if (password.User is not null && !spec.CanCarryGuestHook)
        {
            yield return new FieldError(
                "spec.password.user",
                "reaches only a Linux guest with cloud-init, by the layouts OpenStack and NoCloud; others set the password of the user that they are made for: "
                + "add one of these to spec.layouts, or remove it");
        }

        // cloud-init takes few kinds of hash, CloudStack's scripts and cloudbase-init take none: only the hook sets them all.
        if (password.Hashed && (spec.GuestOS is GuestOS.Windows || spec.EffectiveGuestHook is GuestHook.None))
        {
            yield return new FieldError("spec.password.hashed", spec.GuestOS is GuestOS.Windows
                ? "cannot be true with spec.guestOS: Windows, which sets no hashes: give the password in clear"
                : "needs a guest hook, by which alone a hash is set: set spec.guestHook: EachStart, with OpenStack or NoCloud among spec.layouts, "
                    + "or give the password in clear");
        }

        if (spec.Metadata.Extra.ContainsKey(AdminPass))
        {
            yield return new FieldError(
                $"spec.metadata.extra[{AdminPass}]",
                "is what cloudbase-init takes for the password before it looks for that of spec.password: remove one of the two");
        }
    }

    /// <summary>Every text of the metadata is one line; some have another rule, by which a blank value counts as absent.</summary>
    private static IEnumerable<FieldError> Texts(object metadata, JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (member.Get?.Invoke(metadata) is not string value)
            {
                continue;
            }

            var isBlank = string.IsNullOrWhiteSpace(value);
            var fault = member.Name switch
            {
                "hostname" => isBlank || Hostname().IsMatch(value) ? null
                    : "must be a host name: labels of letters, digits and inner hyphens, at most 63 characters each and 253 in all, joined by dots",
                "instanceID" => null, // by the schema
                "localIPv4" or "publicIPv4" =>
                    isBlank || (InterfaceAddress.TryParseHost(value, out var address) && address.AddressFamily is AddressFamily.InterNetwork) ? null : NotIPv4,
                _ => value.Any(char.IsControl) ? ControlCharacter : null,
            };
            if (fault is not null)
            {
                yield return new FieldError($"spec.metadata.{member.Name}", fault);
            }
        }
    }

    private static IEnumerable<FieldError> Extra(string key, string field)
    {
        if (!ExtraKey().IsMatch(key))
        {
            yield return new FieldError(
                field, "the key is a file's name: give 1 to 60 letters, digits, dots, hyphens and underscores, the first not a dot or hyphen");
        }

        if (CloudStackLayout.FieldOf(key) is { } owner)
        {
            yield return new FieldError(field, $"the drive already has this key: set {owner} instead");
        }
    }

    private static IEnumerable<FieldError> Hook(ConfigDriveSpec spec) => spec.CanCarryGuestHook
        ? []
        : [new FieldError("spec.guestHook", spec.GuestOS is GuestOS.Windows
            ? "is for Linux guests with cloud-init, and spec.guestOS is Windows: set None, or remove it"
            : "is carried by vendor data, which the CloudStack layout lacks: add OpenStack or NoCloud to spec.layouts, or set None")];

    private static IEnumerable<FieldError> Files(IReadOnlyList<GuestFile> files)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, file) in files.Index())
        {
            if (file?.Path is not { Length: > 0 } path)
            {
                continue;
            }

            if (path.Any(char.IsControl) || !path[1..].Split('/').All(name => name is not ("" or "." or "..")))
            {
                yield return new FieldError(
                    $"spec.files[{index}].path",
                    "must be absolute and clean: /, then names joined by single slashes, none of them . or .., without control characters");
            }

            if (!paths.Add(path))
            {
                yield return new FieldError($"spec.files[{index}]", "gives a path a second time: remove one");
            }
        }
    }

    private static IEnumerable<FieldError> Claim(PrimaryStorage claim, string field)
    {
        if (claim.StorageClassName is { } name && name.Any(char.IsControl))
        {
            yield return new FieldError($"{field}.storageClassName", ControlCharacter);
        }

        if (claim.Size is { } size && size.TryToInt64() is not (> 0 and <= MostBytes))
        {
            yield return new FieldError($"{field}.size", "must be a quantity of bytes above zero and at most 1Ei, such as 16Mi");
        }
    }

    [GeneratedRegex(
        @"^(?=.{1,253}\z)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z",
        RegexOptions.ExplicitCapture,
        MatchTimeout.Milliseconds)]
    private static partial Regex Hostname();

    // With .txt a key fills the 64 characters of a Joliet name.
    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,59}\z", RegexOptions.None, MatchTimeout.Milliseconds)]
    private static partial Regex ExtraKey();
}

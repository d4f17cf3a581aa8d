using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Requests;

/// <summary>
/// The fields of a ConfigDrive's spec that annotations decide, as JSON: those that are absent stay absent, where the type would write their defaults.
/// All other fields are left to whoever writes them.
/// </summary>
internal static class RequestedFields
{
    public const string ClassName = "className";
    public const string UserData = "userData";
    public const string VendorData = "vendorData";
    public const string NetworkData = "networkData";
    public const string SshPublicKeys = "sshPublicKeys";
    public const string Password = "password";

    private const string SecretKeyRef = "secretKeyRef";
    private const string ConfigMapKeyRef = "configMapKeyRef";

    public static IReadOnlyList<string> Names { get; } = [ClassName, UserData, VendorData, NetworkData, SshPublicKeys, Password];

    /// <summary>The value of a field that takes its content from a key.</summary>
    public static JsonNode From(string field, SourceKind kind, KeySelector selector)
    {
        var source = new JsonObject { [kind is SourceKind.Secret ? SecretKeyRef : ConfigMapKeyRef] = ToJson(selector) };
        return field == SshPublicKeys ? new JsonArray(source) : source;
    }

    /// <summary>Makes the fields of a ConfigDrive those that are wanted; <c>null</c> when they are. The patch fails when the spec has changed meanwhile.</summary>
    public static JsonPatch? Change(V1Alpha1ConfigDrive drive, JsonObject wanted)
    {
        var present = Of(drive.Spec);
        var changed = Names.Where(name => !JsonNode.DeepEquals(present[name], wanted[name])).ToList();
        return changed.Count == 0 ? null : changed.Aggregate(
            Seen(drive),
            (patch, name) => wanted[name] is not { } value ? patch.Remove($"/spec/{name}")
                : name == Password && present[name] is not null ? patch.Add($"/spec/{Password}/{SecretKeyRef}", value[SecretKeyRef]) // its lifetime and user are not ours
                : patch.Add($"/spec/{name}", value));
    }

    /// <summary>A patch that fails when this is another ConfigDrive, or its spec has changed.</summary>
    public static JsonPatch Seen(V1Alpha1ConfigDrive drive) => new JsonPatch().Test("/metadata/uid", drive.Metadata.Uid).Test("/metadata/generation", drive.Metadata.Generation);

    private static JsonObject Of(ConfigDriveSpec spec) => new()
    {
        [ClassName] = spec.ClassName,
        [UserData] = ToJson(spec.UserData),
        [VendorData] = ToJson(spec.VendorData),
        [NetworkData] = ToJson(spec.NetworkData),
        [SshPublicKeys] = spec.SshPublicKeys is [] ? null : new JsonArray([.. spec.SshPublicKeys.Select(ToJson)]),
        [Password] = spec.Password is { } password ? new JsonObject { [SecretKeyRef] = ToJson(password.SecretKeyRef) } : null,
    };

    private static JsonObject? ToJson(Source? source) => source is null ? null : new(new Dictionary<string, JsonNode?>
    {
        ["inline"] = source.Inline,
        ["base64"] = source.Base64,
        [SecretKeyRef] = source.SecretKeyRef is { } secret ? ToJson(secret) : null,
        [ConfigMapKeyRef] = source.ConfigMapKeyRef is { } configMap ? ToJson(configMap) : null,
        ["generate"] = source is NetworkDataSource { Generate: not null } ? new JsonObject() : null,
    }.Where(field => field.Value is not null));

    private static JsonObject ToJson(KeySelector selector)
    {
        var json = new JsonObject { ["name"] = selector.Name, ["key"] = selector.Key };
        if (selector.Optional)
        {
            json["optional"] = true;
        }

        return json;
    }
}

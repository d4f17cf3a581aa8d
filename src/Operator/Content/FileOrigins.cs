using ConfigDrive.Operator.Content.Layouts;
using ConfigDrive.Operator.Content.Network;

namespace ConfigDrive.Operator.Content;

/// <summary>
/// Says where the files of a drive come from: the field of the ConfigDrive with the Secret or ConfigMap that it names, the class, the VirtualMachine, or the
/// operator's settings. No value is in what it says.
/// </summary>
/// <param name="inputs">What the drive is made from.</param>
/// <param name="content">What was made of that.</param>
internal sealed class FileOrigins(DriveInputs inputs, DriveContent content)
{
    private const string Settings = "the settings of the operator";

    private readonly ConfigDriveSpec spec = inputs.ConfigDrive.Spec;
    private readonly string virtualMachine = $"VirtualMachine \"{inputs.VirtualMachine.Metadata.Name}\"";

    /// <summary>Where the file with a path on the drive comes from, each origin once, in the order of the fields.</summary>
    public IReadOnlyList<string> Find(string path) => [.. All(path).Distinct(StringComparer.Ordinal)];

    private IEnumerable<string> All(string path) => path.Split('/') switch
    {
        ["openstack", "latest", "meta_data.json"] =>
        [
            virtualMachine,
            .. Metadata("hostname", "instanceID", "availabilityZone", "serviceOffering", "exposeHypervisorHostName", "exposeNamespace", "cloudName", "extra"),
            .. Keys,
            .. content.Files.Count > 0 ? ["spec.files"] : Array.Empty<string>(),
            .. spec.GuestOS is GuestOS.Windows ? Password : [],
        ],
        [NoCloudLayout.MetaData] => [.. Metadata("hostname", "instanceID", "availabilityZone", "extra"), .. Keys],
        ["openstack", "latest", "user_data"] or ["cloudstack", "userdata", _] or [NoCloudLayout.UserData] => Named("spec.userData"),
        ["openstack", "latest", "vendor_data.json"] => VendorData,
        ["openstack", "latest", "vendor_data2.json"] => Named("spec.vendorData2"),
        [NoCloudLayout.VendorData] => [.. VendorData, .. Named("spec.vendorData2")],
        ["openstack", "latest", "network_data.json"] => NetworkData,
        [NoCloudLayout.NetworkConfig] => spec.NetworkConfig is null ? NetworkData : Named("spec.networkConfig"),
        ["openstack", "content", var number] => Injected(content.Files[int.Parse(number, CultureInfo.InvariantCulture)].Path),
        ["cloudstack", "metadata", var name] => CloudStackEntry(Path.GetFileNameWithoutExtension(name)),
        ["cloudstack", "password", _] or ["configdrive", "password"] => Password,
        ["configdrive", "authorized_keys"] => Keys,
        ["configdrive", _] => ["spec.guestHook"],
        _ => [],
    };

    private IEnumerable<string> CloudStackEntry(string name) => CloudStackLayout.FieldOf(name) switch
    {
        "spec.sshPublicKeys" => Keys,
        { } field => Metadata(field.Split('.')[^1]),
        null => spec.Metadata.Extra.ContainsKey(name) ? ["spec.metadata.extra"] : FromClass("spec.metadata.extra", isThere: true),
    };

    private IEnumerable<string> Password =>
        content.Password is null ? [] : [$"spec.password: {Text(SourceKind.Secret, spec.Password!.SecretKeyRef)}"];

    private IEnumerable<string> Keys => [.. Named("spec.sshPublicKeys"), .. FromClass("spec.sshPublicKeys", content.Class?.SshPublicKeys.Count > 0)];

    private IEnumerable<string> VendorData =>
    [
        .. FromClass("spec.vendorData", content.Class?.VendorData is not null),
        .. Named("spec.vendorData"),
        .. PasswordRoute.HasCloudConfig(content) ? Password : [],
        .. content.GuestHook is GuestHook.None ? Array.Empty<string>() : ["spec.guestHook"],
    ];

    private IEnumerable<string> NetworkData =>
        spec.NetworkData?.Generate is not null ? [$"spec.networkData.generate: the interfaces of {virtualMachine}"] : Named("spec.networkData");

    /// <summary>Where each of the fields of <c>spec.metadata</c>, or what stands for it, has its value; nothing for one that has none.</summary>
    private IEnumerable<string> Metadata(params IEnumerable<string> fields) => fields.SelectMany(field => Metadata(field));

    private IEnumerable<string> Metadata(string field)
    {
        var (given, provider, known) = (spec.Metadata, content.Class?.Metadata ?? new ClassMetadata(), content.Metadata);
        return field switch
        {
            "hostname" => First(field, given.Hostname, null, known.Hostname, virtualMachine),
            "instanceID" when spec.EffectiveInstanceIdentity is InstanceIdentity.PerUserData && string.IsNullOrWhiteSpace(given.InstanceID) =>
                [virtualMachine, "spec.instanceIdentity: user data, vendor data and files of the ConfigDrive"],
            "instanceID" => First(field, given.InstanceID, null, known.InstanceID, virtualMachine),
            "serviceOffering" => First(field, given.ServiceOffering, null, known.ServiceOffering, virtualMachine),
            "availabilityZone" => First(field, given.AvailabilityZone, provider.AvailabilityZone, known.AvailabilityZone, Zone),
            "cloudIdentifier" => First(field, given.CloudIdentifier, provider.CloudIdentifier, known.CloudIdentifier, Settings),
            "cloudName" => First(field, given.CloudName, provider.CloudName, known.CloudName, Settings),
            "localIPv4" when string.IsNullOrWhiteSpace(given.LocalIPv4) && content.NetworkData is { } data && UserNetworkData.FirstIPv4(data) is not null => NetworkData,
            "localIPv4" => First(field, given.LocalIPv4, null, known.LocalIPv4, virtualMachine),
            "publicIPv4" when string.IsNullOrWhiteSpace(given.PublicIPv4) => Metadata("localIPv4"),
            "publicHostname" when string.IsNullOrWhiteSpace(given.PublicHostname) => Metadata("publicIPv4"),
            "exposeHypervisorHostName" => known.HypervisorHostName is null ? [] : [$"spec.metadata.{field}"],
            "exposeNamespace" => known.CloudDomain is null ? [] : [$"spec.metadata.{field}"],
            "extra" =>
            [
                .. given.Extra.Count > 0 ? [$"spec.metadata.{field}"] : Array.Empty<string>(),
                .. FromClass($"spec.metadata.{field}", provider.Extra.Keys.Except(given.Extra.Keys, StringComparer.Ordinal).Any()),
            ],
            _ => [$"spec.metadata.{field}"],
        };
    }

    private string Zone => !string.IsNullOrWhiteSpace(inputs.NodeZone) ? "the node of the VirtualMachine"
        : content.Metadata.AvailabilityZone == inputs.Defaults.AvailabilityZone ? Settings
        : virtualMachine;

    private IEnumerable<string> First(string field, string? given, string? provider, string? known, string otherwise) =>
        !string.IsNullOrWhiteSpace(given) ? [$"spec.metadata.{field}"]
        : !string.IsNullOrWhiteSpace(provider) ? FromClass($"spec.metadata.{field}", isThere: true)
        : known is not null ? [otherwise]
        : [];

    private IEnumerable<string> FromClass(string field, bool isThere) => isThere ? [content.Class!.FieldOf(field)] : [];

    private IEnumerable<string> Injected(string path) =>
        spec.Files.Index().Where(file => file.Item.Path == path).SelectMany(file => Named($"spec.files[{file.Index}]"));

    /// <summary>The sources of a field, or of the items of a list.</summary>
    private IEnumerable<string> Named(string field) => SourceObjects.SourcesOf(spec)
        .Where(each => each.Field == field || each.Field.StartsWith($"{field}[", StringComparison.Ordinal) || each.Field.StartsWith($"{field}.", StringComparison.Ordinal))
        .Select(each => $"{each.Field}: {Text(each.Source)}");

    private static string Text(Source source) => source switch
    {
        { SecretKeyRef: { } selector } => Text(SourceKind.Secret, selector),
        { ConfigMapKeyRef: { } selector } => Text(SourceKind.ConfigMap, selector),
        _ => "inline",
    };

    private static string Text(SourceKind kind, KeySelector selector) => $"{kind} \"{selector.Name}\", key \"{selector.Key}\"";
}

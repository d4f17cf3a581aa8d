using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>
/// Reads the tree <c>openstack/</c> of a Nova config drive (nova/api/metadata/base.py), which Ironic, KubeVirt, CloudStack and this operator write, too. What cloud-init
/// reads of it decides (cloudinit/sources/helpers/openstack.py).
/// </summary>
/// <param name="drive">What is read.</param>
/// <param name="isWindows">Whether the guest is one of Windows, which takes <c>admin_pass</c>.</param>
internal sealed class OpenStackReader(SourceDrive drive, bool isWindows)
{
    private const string MetaDataFile = "meta_data.json";

    // Far more than a drive of ours may have; with the others it is said that there are more.
    private const int MostItems = 256;

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["random_seed"] = "each image would differ by it, and guests have virtio-rng",
        ["devices"] = "it is made from the VirtualMachine: give its interfaces a tag (spec.template.spec.domain.devices.interfaces[].tag)",
        ["dedicated_cpus"] = "the numbers are those of the former host",
        ["network_config"] = "it is a Debian interfaces file, which cloud-init reads no more beside network_data.json",
        ["instance_id"] = "cloud-init reads uuid in its place",
    };

    // Read here, or known to say nothing that is not elsewhere.
    private static readonly string[] Known =
    [
        "uuid", "name", "hostname", "launch_index", "availability_zone", "instance_type", "public_keys", "keys", "meta", "files", "admin_pass", "project_id",
        "local-hostname", "hypervisor-host-name", "cloud-domain", "cloud-domain-id", "cloud-name",
    ];

    private readonly List<LeftBehind> left = [];

    public static bool IsOn(SourceDrive drive) => FolderOf(drive) is not null;

    /// <exception cref="UnreadableDriveException">A file cannot be read, and a guest would refuse the drive.</exception>
    public ImportedContent Read(ImportedPassword? password)
    {
        var folder = FolderOf(drive)!;
        var metaData = Json($"{folder}/{MetaDataFile}") as JsonObject
            ?? throw new UnreadableDriveException($"{folder}/{MetaDataFile}: it is not a JSON object, so that guests refuse the drive");
        var vendor = VendorDataReader.WithoutOwn(VendorTexts($"{folder}/vendor_data.json"), password);
        var content = new ImportedContent
        {
            Layouts = [Layout.OpenStack],
            GuestHook = !vendor.HasHook ? GuestHook.None : drive.Has("configdrive/90-configdrive.rules") ? GuestHook.Live : GuestHook.EachStart,
            InstanceID = Text(metaData, "uuid"),
            Name = Text(metaData, "name"),
            Hostname = Text(metaData, "hostname") ?? Text(metaData, "local-hostname"),
            AvailabilityZone = Text(metaData, "availability_zone"),
            ServiceOffering = Text(metaData, "instance_type"),
            CloudName = Text(metaData, "cloud-name"),
            ExposedNamespace = Text(metaData, "project_id") is { } project && project == Text(metaData, "cloud-domain") ? project : null,
            HasHypervisorHostName = metaData.ContainsKey("hypervisor-host-name"),
            Extra = Extra(metaData),
            PublicKeys = [.. PublicKeys(metaData)],
            UserData = drive.Find($"{folder}/user_data") is { IsEmpty: false } userData ? new ImportedSource(userData) : null,
            VendorData = [.. vendor.First, .. vendor.Second],
            VendorData2 = VendorTexts($"{folder}/vendor_data2.json"),
            NetworkData = drive.Find($"{folder}/network_data.json") is { } networkData ? new ImportedSource(networkData) : null,
            Password = AdminPass(metaData, password),
            Files = Files(metaData),
        };
        Leave(folder, metaData, content);
        return content with { LeftBehind = left };
    }

    // cloud-init takes the newest dated folder that it knows, which has the same content; others read latest alone.
    private static string? FolderOf(SourceDrive drive) => drive.Below("openstack").Select(path => path.Split('/')[0])
        .Where(name => name.Length > 0 && char.IsAsciiDigit(name[0])).Distinct(StringComparer.Ordinal).OrderDescending(StringComparer.Ordinal).Prepend("latest")
        .Select(version => $"openstack/{version}").FirstOrDefault(folder => drive.Has($"{folder}/{MetaDataFile}"));

    private void Leave(string folder, JsonObject metaData, ImportedContent content)
    {
        foreach (var (name, value) in metaData.Where(each => !Known.Contains(each.Key) && each.Value is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 })))
        {
            if (!content.Extra.ContainsKey(name) && !drive.Has($"cloudstack/metadata/{name}.txt"))
            {
                Note($"{MetaDataFile} {name}", Reasons.GetValueOrDefault(name, "a ConfigDrive has no field for it; spec.metadata.extra is below meta"));
            }
        }

        if (metaData["launch_index"] is JsonValue index && index.ToJsonString() != "0")
        {
            Note($"{MetaDataFile} launch_index", "it is always 0 on our drives");
        }

        if (content.ExposedNamespace is null && (metaData.ContainsKey("project_id") || metaData.ContainsKey("cloud-domain")))
        {
            Note($"{MetaDataFile} project_id", "set spec.metadata.exposeNamespace to have the name of the namespace there");
        }

        if (content.InstanceID is null)
        {
            Note($"{MetaDataFile} uuid", "it is missing, so that cloud-init has refused the drive: the guest has no instance ID to keep");
        }

        if (drive.Below("ec2").Any())
        {
            Note("ec2/", "Nova itself tells not to rely on it, and no guest that reads config drives does");
        }

        if (drive.Below("openstack").Any(path => !path.StartsWith("content/", StringComparison.Ordinal) && !folder.EndsWith(path.Split('/')[0], StringComparison.Ordinal)))
        {
            Note("openstack/ other than latest", "the dated folders are older forms of the same; every guest reads latest");
        }
    }

    // cloudbase-init takes it at the first boot. cloud-init never does, and spec.password would give it one.
    private ImportedPassword? AdminPass(JsonObject metaData, ImportedPassword? known)
    {
        if (known is not null || Text(metaData, "admin_pass") is not { } given)
        {
            return known;
        }

        if (isWindows)
        {
            return new ImportedPassword(given);
        }

        Note(
            $"{MetaDataFile} admin_pass",
            "cloud-init does not read it. For a Windows guest give --guest-os Windows; to set a password put one into a Secret that spec.password names");
        return null;
    }

    private Dictionary<string, string> Extra(JsonObject metaData)
    {
        var extra = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in metaData["meta"] as JsonObject ?? [])
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var given))
            {
                extra[name] = given;
            }
            else if (value is not null)
            {
                Note($"{MetaDataFile} meta.{name}", "it is not a text");
            }
        }

        return extra;
    }

    private IEnumerable<string> PublicKeys(JsonObject metaData)
    {
        var certificates = (metaData["keys"] as JsonArray ?? []).OfType<JsonObject>().Where(key => Text(key, "type") is { } type && type != "ssh").ToList();
        if (certificates.Count > 0)
        {
            Note($"{MetaDataFile} keys", $"{certificates.Count} of them are not SSH keys (X.509 certificates of cloudbase-init)");
        }

        var listed = (metaData["keys"] as JsonArray ?? []).OfType<JsonObject>().Except(certificates).Select(key => Text(key, "data"));
        var named = (metaData["public_keys"] as JsonObject ?? []).Select(key => TextOf(key.Value));
        return named.Concat(listed).OfType<string>().SelectMany(KeyLines.Of).Distinct(StringComparer.Ordinal);
    }

    private List<InjectedFile> Files(JsonObject metaData)
    {
        var files = new List<InjectedFile>();
        var listed = (metaData["files"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        foreach (var file in listed.Take(MostItems))
        {
            // A content_path is below openstack, with a slash before it.
            var (path, content) = (Text(file, "path"), Text(file, "content_path"));
            if (path is not null && content is not null && drive.Find($"openstack/{content.TrimStart('/')}") is { } bytes)
            {
                files.Add(new InjectedFile(path, bytes));
            }
            else
            {
                Note($"{MetaDataFile} files {path}", "its content is not on the drive");
            }
        }

        if (listed.Count > MostItems)
        {
            Note($"{MetaDataFile} files", $"{listed.Count - MostItems} of them are beyond the {MostItems} that a ConfigDrive may have");
        }

        return files;
    }

    private IReadOnlyList<string> VendorTexts(string path)
    {
        if (!drive.Has(path) || drive.Find(path) is { IsEmpty: true })
        {
            return [];
        }

        var texts = VendorDataReader.TextsOf(Json(path), out var others);
        foreach (var name in others.Take(MostItems))
        {
            Note($"{Path.GetFileName(path)} {name}", "cloud-init reads only what is below cloud-init; for other software in the guest give it by spec.files");
        }

        return texts;
    }

    private JsonNode? Json(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(drive.FindText(path) ?? "");
            CheckTexts(document.RootElement);
            return JsonText.NodeOf(document.RootElement.Clone());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new UnreadableDriveException($"{path}: it is not JSON, so that guests refuse the drive");
        }
    }

    // Half of a surrogate pair, written as \uXXXX, is JSON but not a text, which is found only when it is read.
    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    CheckTexts(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }

    private void Note(string what, string why) => left.Add(new LeftBehind(what, why));

    private static string? Text(JsonObject parent, string name) => TextOf(parent[name]);

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && !string.IsNullOrWhiteSpace(text) ? text : null;
}

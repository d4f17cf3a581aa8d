using ConfigDrive.Operator.Content;
using ConfigDrive.Operator.Content.Layouts;

namespace ConfigDrive.Operator.Importing;

/// <summary>
/// Reads a NoCloud seed in the root of a drive, as cloud-init does (cloudinit/sources/DataSourceNoCloud.py): of cloud-localds, of KubeVirt's cloudInitNoCloud and of
/// this operator.
/// </summary>
internal sealed class NoCloudReader(SourceDrive drive)
{
    // cloudinit/sources/DataSourceNoCloud.py, _get_data.
    private const string DefaultInstanceID = "nocloud";

    private static readonly string[] Known = ["instance-id", "local-hostname", "hostname", "availability-zone", "availability_zone", "public-keys", "meta"];

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["network-interfaces"] = "it is a Debian interfaces file: give its content as spec.networkConfig",
        ["dsmode"] = "a drive is read at the first stage of a boot in any case",
        ["instance-type"] = "the layout NoCloud has none; software in the guest finds it in the other layouts",
    };

    private readonly List<LeftBehind> left = [];

    /// <summary>cloud-init takes no seed without both files.</summary>
    public static bool IsOn(SourceDrive drive) => drive.Has(NoCloudLayout.MetaData) && drive.Has(NoCloudLayout.UserData);

    /// <exception cref="UnreadableDriveException">A file cannot be read.</exception>
    public ImportedContent Read(ImportedPassword? password)
    {
        var metaData = MetaData();
        var vendor = VendorDataReader.WithoutOwn(VendorDataReader.TextsOf(drive.FindText(NoCloudLayout.VendorData) ?? ""), password);
        foreach (var (name, _) in metaData.Where(each => !Known.Contains(each.Key)))
        {
            left.Add(new LeftBehind($"{NoCloudLayout.MetaData} {name}", Reasons.GetValueOrDefault(name, "a ConfigDrive has no field for it; spec.metadata.extra is below meta")));
        }

        return new ImportedContent
        {
            Layouts = [Layout.NoCloud],
            GuestHook = !vendor.HasHook ? GuestHook.None : drive.Has("configdrive/90-configdrive.rules") ? GuestHook.Live : GuestHook.EachStart,
            InstanceID = metaData.ContainsKey("instance-id") ? Text(metaData, "instance-id") : DefaultInstanceID,
            Hostname = Text(metaData, "local-hostname") ?? Text(metaData, "hostname"),
            AvailabilityZone = Text(metaData, "availability-zone") ?? Text(metaData, "availability_zone"),
            Extra = Extra(metaData),
            PublicKeys = [.. KeyTexts(metaData["public-keys"]).SelectMany(KeyLines.Of).Distinct(StringComparer.Ordinal)],
            UserData = drive.Find(NoCloudLayout.UserData) is { IsEmpty: false } userData ? new ImportedSource(userData) : null,
            VendorData = vendor.First,
            VendorData2 = vendor.Second,
            NetworkConfig = drive.Find(NoCloudLayout.NetworkConfig) is { IsEmpty: false } config ? new ImportedSource(config) : null,
            LeftBehind = left,
        };
    }

    private JsonObject MetaData()
    {
        var text = drive.FindText(NoCloudLayout.MetaData)!;
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        try
        {
            return YamlTree.Read(text) ?? throw new UnreadableDriveException($"{NoCloudLayout.MetaData}: it is not a mapping, so that cloud-init refuses the seed");
        }
        catch (Exception exception) when (YamlCursor.IsFault(exception))
        {
            throw new UnreadableDriveException($"{NoCloudLayout.MetaData}: it is not YAML, so that cloud-init refuses the seed");
        }
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
            else
            {
                left.Add(new LeftBehind($"{NoCloudLayout.MetaData} meta.{name}", "it is not a text"));
            }
        }

        return extra;
    }

    // cloudinit/sources/__init__.py, normalize_pubkey_data.
    private static IEnumerable<string> KeyTexts(JsonNode? keys) => keys switch
    {
        JsonArray list => list.SelectMany(KeyTexts),
        JsonObject named => named.SelectMany(each => KeyTexts(each.Value)),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    // YAML makes a number of an ID such as 17, and cloud-init a text of that.
    private string? Text(JsonObject parent, string name)
    {
        switch (parent[name])
        {
            case JsonValue value when value.TryGetValue<string>(out var text):
                return string.IsNullOrWhiteSpace(text) ? null : text;
            case JsonValue value when value.TryGetValue<int>(out var number):
                return number.ToString(CultureInfo.InvariantCulture);
            case null:
                return null;
            default:
                left.Add(new LeftBehind($"{NoCloudLayout.MetaData} {name}", "YAML reads it as something else than a text: put it into quotes"));
                return null;
        }
    }
}

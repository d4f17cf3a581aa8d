using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Api.KubeVirt;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>
/// A drive as a test gives it: the ConfigDrive's spec and the VirtualMachine in YAML, and what Secrets and ConfigMaps hold.
/// </summary>
internal sealed record Drive
{
    public const string MacAddress = "02:00:00:00:00:01";

    /// <summary>The spec; virtualMachineRef may be left out.</summary>
    public string Spec { get; init; } = "{}";

    public string VirtualMachine { get; init; } = """
        metadata: {name: web-1, namespace: tenant-a, uid: 5d0f0f4e-4a55-4b5f-b6a2-3b1f0d6f5d11}
        spec:
          instancetype: {name: u1.small}
          template:
            spec:
              domain:
                firmware: {uuid: 0F6E5C3A-9B1D-4C8E-8F6A-2D4B6C8E0A1C}
                devices:
                  interfaces:
                  - {name: default, macAddress: "02:00:00:00:00:01", masquerade: {}}
              networks:
              - {name: default, pod: {}}
        """;

    public IReadOnlyDictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> Sources { get; init; } =
        new Dictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>();

    public string? RunningOn { get; init; }

    public string? NodeZone { get; init; }

    public string? NamespaceUid { get; init; }

    public ContentDefaults Defaults { get; init; } = new();

    /// <summary>The spec of the class, in YAML; <c>null</c> for none. It may name objects of <see cref="Sources"/>.</summary>
    public string? Class { get; init; }

    public bool PasswordDue { get; init; }

    public DriveInputs Inputs => new()
    {
        ConfigDrive = new V1Alpha1ConfigDrive { Metadata = new() { Name = "web-1", Namespace = "tenant-a" }, Spec = ParsedClass is { } given ? ParsedSpec.CompletedBy(given.Spec.Defaults) : ParsedSpec },
        Class = ParsedClass is { } provider ? ClassContent.Resolve(provider, new SourceContents(Sources)) : null,
        VirtualMachine = ParsedVirtualMachine,
        VirtualMachineInstance = RunningOn is null ? null : new V1VirtualMachineInstance { Status = new() { Phase = "Running", NodeName = RunningOn } },
        NodeZone = NodeZone,
        NamespaceUid = NamespaceUid,
        Sources = new SourceContents(Sources),
        Defaults = Defaults,
        PasswordDue = PasswordDue,
    };

    public V1VirtualMachine ParsedVirtualMachine => Read(VirtualMachine).Deserialize(ConfigDriveJsonContext.Default.V1VirtualMachine)!;

    public V1Alpha1ConfigDriveClass? ParsedClass => Class is null ? null : new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "standard" },
        ["spec"] = Read(Class),
    }.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDriveClass);

    public ConfigDriveSpec ParsedSpec
    {
        get
        {
            var spec = Read(Spec).AsObject();
            spec.TryAdd("virtualMachineRef", new JsonObject { ["name"] = "web-1" });
            return new JsonObject { ["spec"] = spec }.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!.Spec;
        }
    }

    public DriveContent Content => DriveContent.Resolve(Inputs);

    public DriveTree Tree => new(DriveImage.Files(Content));

    public Drive WithSecret(string name, string key, string value) => WithSource(SourceKind.Secret, name, key, Encoding.UTF8.GetBytes(value));

    /// <summary>Asks for the password, which is due, and puts it into its Secret.</summary>
    public Drive WithPassword(string password, string guestOS = "Linux") => WithSecret("web-1-password", "password", password) with
    {
        Spec = Spec.Trim() is "{}" or ""
            ? $"{{guestOS: {guestOS}, password: {{secretKeyRef: {{name: web-1-password, key: password}}}}}}"
            : $"{Spec.TrimEnd()}\nguestOS: {guestOS}\npassword: {{secretKeyRef: {{name: web-1-password, key: password}}}}",
        PasswordDue = true,
    };

    public Drive WithSource(SourceKind kind, string name, string key, byte[] value) => this with
    {
        Sources = new Dictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(Sources)
        {
            [new SourceObject(kind, name)] = new Dictionary<string, ReadOnlyMemory<byte>> { [key] = value },
        },
    };

    /// <summary>What is refused, and why.</summary>
    public InvalidContentException Refusal() => Assert.Throws<InvalidContentException>(() => Content);

    private static JsonNode Read(string yaml)
    {
        using var reader = new StringReader(yaml);
        return KubernetesYaml.ReadAll(reader).Single();
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConfigDrive.Kubernetes.CustomResources;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.Operator.Api;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Tests.Content;

/// <summary>
/// Whatever the CustomResourceDefinition's schema forbids, the program forbids too: an API server may not have the current definition, and
/// <c>render</c> has none at all. Every constraint of the schema is broken once, in a spec that uses every field.
/// </summary>
public sealed class SchemaParityTests
{
    private const string Everything = """
        virtualMachineRef: {name: web-1}
        volumeLabel: config-2
        layouts: [OpenStack, CloudStack, NoCloud]
        guestOS: Linux
        userData: {inline: x}
        vendorData: {base64: eA==}
        vendorData2: {inline: x}
        networkData:
          generate:
            interfaces:
            - name: default
              mtu: 1500
              ip: {addresses: [10.0.0.5/24], autoconfiguration: [DHCPv6], routes: [{destination: 0.0.0.0/0, gateway: 10.0.0.1}], nameservers: [10.0.0.53]}
            bonds:
            - name: b
              interfaces: [x]
              mode: 802.3ad
              transmitHashPolicy: layer2
              miiMonitorInterval: 100
              mtu: 1500
              ip: {addresses: [10.0.0.5/24], autoconfiguration: [DHCPv6], routes: [{destination: 0.0.0.0/0, gateway: 10.0.0.1}], nameservers: [10.0.0.53]}
            vlans:
            - link: b
              id: 7
              mtu: 1500
              ip: {addresses: [10.0.0.5/24], autoconfiguration: [DHCPv6], routes: [{destination: 0.0.0.0/0, gateway: 10.0.0.1}], nameservers: [10.0.0.53]}
            nameservers: [10.0.0.53]
        networkConfig: {inline: x}
        sshPublicKeys: [{inline: x}]
        password: {secretKeyRef: {name: s, key: k, optional: false}, lifetime: Always, user: debian, hashed: false}
        metadata:
          hostname: h
          availabilityZone: z
          serviceOffering: s
          instanceID: i
          cloudIdentifier: c
          cloudName: n
          localIPv4: 10.0.0.5
          publicIPv4: 10.0.0.5
          publicHostname: p
          exposeHypervisorHostName: true
          exposeNamespace: true
          extra: {role: web}
        instanceIdentity: Stable
        guestHook: EachStart
        files: [{path: /a, content: {inline: x}}]
        secondaryStorage: {reclaim: OnStop}
        primaryStorage: {storageClassName: fast, accessModes: [ReadWriteMany], volumeMode: Block, size: 16Mi}
        attachment: {mode: Managed, diskName: configdrive, bus: sata, update: Live, detachAfterBoot: false}
        suspend: false
        """;

    private const string InSecrets = """
        virtualMachineRef: {name: web-1}
        layouts: [OpenStack, NoCloud]
        userData: {secretKeyRef: {name: s, key: k, optional: true}}
        vendorData: {secretKeyRef: {name: s, key: k, optional: true}}
        vendorData2: {secretKeyRef: {name: s, key: k, optional: true}}
        networkData: {secretKeyRef: {name: s, key: k, optional: true}}
        networkConfig: {secretKeyRef: {name: s, key: k, optional: true}}
        sshPublicKeys: [{secretKeyRef: {name: s, key: k, optional: true}}]
        files: [{path: /a, content: {secretKeyRef: {name: s, key: k, optional: true}}}]
        """;

    private static readonly string[] Samples =
    [
        Everything,
        InSecrets,
        InSecrets.Replace("secretKeyRef", "configMapKeyRef", StringComparison.Ordinal),
        InSecrets.Replace("{secretKeyRef: {name: s, key: k, optional: true}}", "{inline: x}", StringComparison.Ordinal),
        InSecrets.Replace("{secretKeyRef: {name: s, key: k, optional: true}}", "{base64: eA==}", StringComparison.Ordinal),
    ];

    private static readonly JsonObject Schema = CustomResourceDefinition.Of(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)
        ["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!.AsObject();

    [Fact]
    public void Samples_AreValid() => Assert.All(Samples, sample => Assert.Empty(SpecValidation.Check(Deserialize(Parse(sample)))));

    [Fact]
    public void Samples_UseEveryField() => Assert.Empty(Fields(Schema, "").Where(field => !Samples.Any(sample => Find(Parse(sample), field.Path) is not null)).Select(field => field.Path));

    [Fact]
    public void Check_OfASpecThatBreaksAConstraintOfTheSchema_RefusesThatField()
    {
        var broken = Fields(Schema, "").SelectMany(Breaches).ToList();

        Assert.True(broken.Count > 130, string.Create(CultureInfo.InvariantCulture, $"only {broken.Count} constraints were found"));
        Assert.Empty(broken.Where(breach => !IsRefused(breach.Spec, breach.Path)).Select(breach => $"{breach.Path}: {breach.Constraint}"));
    }

    private static IEnumerable<(string Path, JsonObject Schema)> Fields(JsonObject schema, string path)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            yield return ($"{path}.{name}", property!.AsObject());
            foreach (var nested in Fields(property.AsObject(), $"{path}.{name}"))
            {
                yield return nested;
            }
        }

        if (schema["items"] is JsonObject items)
        {
            yield return ($"{path}[0]", items);
            foreach (var nested in Fields(items, $"{path}[0]"))
            {
                yield return nested;
            }
        }
    }

    private static IEnumerable<(string Path, string Constraint, JsonObject Spec)> Breaches((string Path, JsonObject Schema) field)
    {
        var schema = field.Schema;
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            yield return Change($"{field.Path}.{required}", "required", null);
        }

        if (schema["maxLength"] is { } maxLength)
        {
            yield return Change(field.Path, "maxLength", new string('a', (int)maxLength + 1));
        }

        if (schema["minLength"] is { } minLength)
        {
            yield return Change(field.Path, "minLength", new string('a', (int)minLength - 1));
        }

        if (schema["pattern"] is { } pattern)
        {
            Assert.DoesNotMatch(new Regex((string)pattern!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)), "!");
            yield return Change(field.Path, "pattern", "!");
            if (((string)pattern!).EndsWith('$'))
            {
                // To the API server $ is the end, to .NET also what stands before a last line break.
                yield return Change(field.Path, "pattern and line break", $"{Find(Sample(field.Path), field.Path)}\n");
            }
        }

        if (schema["enum"] is not null)
        {
            yield return Change(field.Path, "enum", "Nonsense");
        }

        if ((string?)schema["format"] is "ipv4")
        {
            yield return Change(field.Path, "format", "::1");
        }

        if (schema["minItems"] is not null)
        {
            yield return Change(field.Path, "minItems", new JsonArray());
        }

        if (schema["maxItems"] is { } maxItems)
        {
            yield return Change(field.Path, "maxItems", Repeat(Find(Sample(field.Path), field.Path)![0]!, (int)maxItems + 1));
        }

        if ((string?)schema["x-kubernetes-list-type"] is "set" or "map")
        {
            yield return Change(field.Path, "list type", Repeat(Find(Sample(field.Path), field.Path)![0]!, 2));
        }

        if (schema["maxProperties"] is { } maxProperties)
        {
            yield return Change(field.Path, "maxProperties", new JsonObject(Enumerable.Range(0, (int)maxProperties + 1).Select(index => KeyValuePair.Create($"k{index}", (JsonNode?)"v"))));
        }

        if (schema["x-kubernetes-validations"] is JsonArray && schema["properties"]?["inline"] is not null)
        {
            yield return Change(field.Path, "one of, none", new JsonObject());
            yield return Change(field.Path, "one of, two", new JsonObject { ["inline"] = "x", ["base64"] = "eA==" });
        }
    }

    private static (string Path, string Constraint, JsonObject Spec) Change(string path, string constraint, JsonNode? value)
    {
        var spec = Sample(path);
        var parent = Find(spec, path[..path.LastIndexOfAny(['.', '['])])!;
        if (path.EndsWith(']'))
        {
            parent[0] = value;
        }
        else if (value is null)
        {
            parent.AsObject().Remove(path[(path.LastIndexOf('.') + 1)..]);
        }
        else
        {
            parent[path[(path.LastIndexOf('.') + 1)..]] = value;
        }

        return (path, constraint, spec);
    }

    private static JsonArray Repeat(JsonNode item, int times) => [.. Enumerable.Range(0, times).Select(_ => item.DeepClone())];

    private static bool IsRefused(JsonObject spec, string path)
    {
        try
        {
            return SpecValidation.Check(Deserialize(spec)).Any(error => error.Field.StartsWith($"spec{path}", StringComparison.Ordinal));
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static JsonObject Sample(string path) => Samples.Select(Parse).First(sample => Find(sample, path) is not null);

    private static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (Match step in Regex.Matches(path, @"\.(?<name>\w+)|\[0\]", RegexOptions.None, TimeSpan.FromSeconds(1)))
        {
            node = step.Value is "[0]" ? (node as JsonArray)?.FirstOrDefault() : (node as JsonObject)?[step.Groups["name"].Value];
        }

        return node;
    }

    private static JsonObject Parse(string yaml)
    {
        using var reader = new StringReader(yaml);
        return KubernetesYaml.ReadAll(reader).Single().AsObject();
    }

    private static ConfigDriveSpec Deserialize(JsonObject spec) =>
        new JsonObject { ["spec"] = spec.DeepClone() }.Deserialize(ConfigDriveJsonContext.Default.V1Alpha1ConfigDrive)!.Spec;
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConfigDrive.Kubernetes.Models;
using ConfigDrive.Kubernetes.Serialization;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>A page of the documentation that has manifests, by its path in the repository.</summary>
internal sealed partial record Guide(string Page, IReadOnlyList<ManifestBlock> Blocks)
{
    public const string Annotations = "docs/guides/annotations.md";
    public const string ClusterApi = "docs/guides/cluster-api.md";
    public const string Consoles = "docs/guides/consoles.md";
    public const string InstanceTypes = "docs/guides/instance-types.md";
    public const string Secrets = "docs/guides/secrets.md";

    /// <summary>All of them: the README and every guide, also one that is still to be written.</summary>
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. Directory.EnumerateFiles(Path.Join(Repository.Root, "docs", "guides"), "*.md").Order(StringComparer.Ordinal)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Prepend("README.md")
            .Where(page => Read(page).Blocks.Count > 0),
    ];

    public static Guide Read(string page)
    {
        var text = File.ReadAllText(Path.Join(Repository.Root, page));
        return new(page, [.. Block().Matches(text).Select(block => new ManifestBlock($"{page}:{text.AsSpan(0, block.Index).Count('\n') + 1}", block.Groups["text"].Value))]);
    }

    /// <summary>Everything on the page, for a namespace, as a user applies it who copies block after block.</summary>
    public string ManifestsIn(string @namespace) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. Blocks.SelectMany(block => block.ObjectsIn(@namespace))]),
    }.ToJsonString();

    // A block in a list is indented; none is so far.
    [GeneratedRegex("^```yaml\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex Block();
}

/// <summary>One block of YAML on a page: whole manifests, or a piece of one.</summary>
internal sealed record ManifestBlock(string Place, string Text)
{
    /// <summary>What it has, for a namespace; a piece is put into the least of a manifest that has it.</summary>
    public IReadOnlyList<JsonObject> ObjectsIn(string @namespace)
    {
        List<JsonObject> objects = [.. KubernetesYaml.ReadAll(new StringReader(Text)).Select(document => Whole((JsonObject)document))];
        foreach (var each in objects.Where(each => each["metadata"]!["namespace"] is not null))
        {
            each["metadata"]!["namespace"] = @namespace;
        }

        return objects;
    }

    private static JsonObject Whole(JsonObject document)
    {
        if (document.ContainsKey("kind"))
        {
            return document;
        }

        const string Name = "piece";
        var isMetadata = document.ContainsKey("metadata") && !document.ContainsKey("spec");
        var metadata = (JsonObject?)document["metadata"]?.DeepClone() ?? [];
        metadata["name"] ??= Name;
        var spec = isMetadata ? [] : (JsonObject)(document["spec"] ?? document).DeepClone();
        var isMachine = isMetadata || spec.ContainsKey("template");
        if (isMachine)
        {
            spec["runStrategy"] ??= "Halted";
            spec["template"] ??= new JsonObject { ["spec"] = new JsonObject { ["domain"] = new JsonObject { ["devices"] = new JsonObject() } } };
        }
        else
        {
            spec["virtualMachineRef"] ??= new JsonObject { ["name"] = Name };
        }

        return new JsonObject
        {
            ["apiVersion"] = isMachine ? "kubevirt.io/v1" : "configdrive.dev/v1alpha1",
            ["kind"] = isMachine ? "VirtualMachine" : "ConfigDrive",
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
    }
}

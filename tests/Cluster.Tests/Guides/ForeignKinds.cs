using System.Text.Json.Nodes;
using ConfigDrive.TestControlPlane;

namespace ConfigDrive.Cluster.Tests.Guides;

/// <summary>A kind of another project, which an API server serves here with any content.</summary>
internal sealed record ForeignKind(string Group, string Version, string Kind, string Plural, string Scope = "Namespaced")
{
    public string DefinitionName => $"{Plural}.{Group}";

    /// <summary>Has the API server serve these; a real definition that is there stays.</summary>
    public static async Task ServeAsync(ControlPlane controlPlane, IReadOnlyList<ForeignKind> kinds, CancellationToken cancellationToken)
    {
        var present = (await controlPlane.KubectlAsync(["get", "customresourcedefinitions", "--output=jsonpath={.items[*].metadata.name}"], input: null, cancellationToken)).Split(' ');
        List<ForeignKind> missing = [.. kinds.Where(kind => !present.Contains(kind.DefinitionName))];
        if (missing.Count == 0)
        {
            return;
        }

        var definitions = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. missing.Select(kind => kind.Definition())]) };
        await controlPlane.KubectlAsync(["apply", "--filename", "-"], definitions.ToJsonString(), cancellationToken);
        // kubectl does not wait but fails while a definition has no conditions at all, which is so at first.
        string[] wait = ["wait", "--for=condition=Established", .. missing.Select(kind => $"customresourcedefinition/{kind.DefinitionName}")];
        await Eventually.TrueAsync(() => controlPlane.KubectlAsync(wait, input: null, cancellationToken), told => told.Length > 0, cancellationToken);
    }

    private JsonObject Definition() => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = DefinitionName },
        ["spec"] = new JsonObject
        {
            ["group"] = Group,
            ["scope"] = Scope,
            ["names"] = new JsonObject { ["plural"] = Plural, ["singular"] = Kind.ToLowerInvariant(), ["kind"] = Kind },
            ["versions"] = new JsonArray(new JsonObject
            {
                ["name"] = Version,
                ["served"] = true,
                ["storage"] = true,
                ["schema"] = new JsonObject { ["openAPIV3Schema"] = new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true } },
            }),
        },
    };
}

/// <summary>The kinds of other projects that the guides have. A manifest of a kind that is neither here nor ours nor Kubernetes' is refused.</summary>
internal static class ForeignKinds
{
    private const string InstanceTypes = "instancetype.kubevirt.io";

    public static ForeignKind ExternalSecret { get; } = new("external-secrets.io", "v1", "ExternalSecret", "externalsecrets");

    public static ForeignKind KubevirtMachineTemplate { get; } = new("infrastructure.cluster.x-k8s.io", "v1alpha1", "KubevirtMachineTemplate", "kubevirtmachinetemplates");

    public static ForeignKind SealedSecret { get; } = new("bitnami.com", "v1alpha1", "SealedSecret", "sealedsecrets");

    public static ForeignKind VaultStaticSecret { get; } = new("secrets.hashicorp.com", "v1beta1", "VaultStaticSecret", "vaultstaticsecrets");

    public static ForeignKind VirtualMachinePool { get; } = new("pool.kubevirt.io", "v1beta1", "VirtualMachinePool", "virtualmachinepools");

    public static IReadOnlyList<ForeignKind> All { get; } =
    [
        ExternalSecret,
        KubevirtMachineTemplate,
        SealedSecret,
        VaultStaticSecret,
        VirtualMachinePool,
        new("argoproj.io", "v1alpha1", "Application", "applications"),
        new(InstanceTypes, "v1beta1", "VirtualMachineInstancetype", "virtualmachineinstancetypes"),
        new(InstanceTypes, "v1beta1", "VirtualMachineClusterInstancetype", "virtualmachineclusterinstancetypes", "Cluster"),
        new(InstanceTypes, "v1beta1", "VirtualMachinePreference", "virtualmachinepreferences"),
        new(InstanceTypes, "v1beta1", "VirtualMachineClusterPreference", "virtualmachineclusterpreferences", "Cluster"),
    ];

    /// <summary>What the tests' API server, Kubernetes 1.20, cannot have at all: ValidatingAdmissionPolicy is a kind of its own in Kubernetes 1.26 and newer, with CEL.</summary>
    public static IReadOnlySet<string> NotServed { get; } = new HashSet<string>(StringComparer.Ordinal) { "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding" };
}

using System.Text.Json.Nodes;
using k8s;

namespace ConfigDrive.Cluster.Tests.Load;

/// <summary>Objects of a tenant, made without kubectl, which is too slow for many.</summary>
internal static class Objects
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static JsonObject SecretKey(string name, string key) => new() { ["secretKeyRef"] = new JsonObject { ["name"] = name, ["key"] = key } };

    public static JsonObject ConfigMapKey(string name, string key) => new() { ["configMapKeyRef"] = new JsonObject { ["name"] = name, ["key"] = key } };

    /// <summary>A halted one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="claims">The claims that its volumes name.</param>
    public static JsonObject VirtualMachine(string name, params IEnumerable<string> claims) => new()
    {
        ["apiVersion"] = "kubevirt.io/v1",
        ["kind"] = "VirtualMachine",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["runStrategy"] = "Halted",
            ["template"] = new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["domain"] = new JsonObject
                    {
                        ["devices"] = new JsonObject { ["disks"] = List(claims.Select(claim => new JsonObject { ["name"] = claim, ["disk"] = new JsonObject { ["bus"] = "virtio" } })) },
                    },
                    ["volumes"] = List(claims.Select(claim => new JsonObject { ["name"] = claim, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } })),
                },
            },
        },
    };

    /// <summary>One for the VirtualMachine of its name.</summary>
    public static JsonObject ConfigDrive(string name, JsonObject content)
    {
        content["virtualMachineRef"] = new JsonObject { ["name"] = name };
        return new()
        {
            ["apiVersion"] = "configdrive.dev/v1alpha1",
            ["kind"] = "ConfigDrive",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = content,
        };
    }

    public static JsonArray List(IEnumerable<JsonNode> items) => [.. items];

    /// <summary>Creates a custom object.</summary>
    public static Task CreateAsync(this Tenant tenant, JsonObject resource)
    {
        var type = resource["apiVersion"]!.GetValue<string>().Split('/');
        return tenant.Client.CustomObjects.CreateNamespacedCustomObjectAsync<JsonObject>(
            resource, type[0], type[1], tenant.Name, PluralOf(resource), cancellationToken: Token);
    }

    private static string PluralOf(JsonObject resource) => resource["kind"]!.GetValue<string>().ToLowerInvariant() + "s";
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConfigDrive.Operator.Steps;

/// <summary>Writes a status by server-side apply, and only when it differs from the one that is there.</summary>
internal sealed class StatusWriter(KubernetesClient client)
{
    private readonly ResourceClient<V1Alpha1ConfigDrive> drives = client.Resource(OperatorResources.ConfigDrives);

    /// <summary>Writes <paramref name="status"/> to <paramref name="drive"/>.</summary>
    /// <returns>The ConfigDrive as it is now.</returns>
    /// <exception cref="KubernetesException">A conflict: the ConfigDrive has changed since it was read.</exception>
    public async Task<V1Alpha1ConfigDrive> WriteAsync(V1Alpha1ConfigDrive drive, ConfigDriveStatus status, CancellationToken cancellationToken)
    {
        var wanted = ToJson(status);
        if (drive.Status is { } current && JsonNode.DeepEquals(wanted, ToJson(current)))
        {
            return drive;
        }

        var applied = new JsonObject
        {
            ["apiVersion"] = drive.ApiVersion,
            ["kind"] = drive.Kind,
            // With the resource version, a status made from what a newer version replaced is refused instead of written.
            ["metadata"] = new JsonObject
            {
                ["name"] = drive.Metadata.Name,
                ["namespace"] = drive.Metadata.Namespace,
                ["resourceVersion"] = drive.Metadata.ResourceVersion,
            },
            ["status"] = wanted,
        };
        var options = new PatchOptions { FieldManager = OperatorIdentity.Name, Force = true };
        return await drives.PatchAsync(NamespacedName.From(drive), new ApplyPatch(applied), "status", options, cancellationToken);
    }

    private static JsonNode? ToJson(ConfigDriveStatus status) =>
        JsonSerializer.SerializeToNode(status, ConfigDriveJsonContext.Default.ConfigDriveStatus);
}

namespace ConfigDrive.Operator.Steps;

/// <summary>Writes a status by server-side apply, and only when it differs from the present one.</summary>
internal sealed class StatusWriter(KubernetesClient client)
{
    private readonly ResourceClient<V1Alpha1ConfigDrive> drives = client.Resource(OperatorResources.ConfigDrives);

    /// <returns>The ConfigDrive as it is now.</returns>
    /// <exception cref="KubernetesException">A conflict: the ConfigDrive has changed since it was read.</exception>
    public async Task<V1Alpha1ConfigDrive> WriteAsync(V1Alpha1ConfigDrive drive, ConfigDriveStatus status, CancellationToken cancellationToken)
    {
        if (IsPresent(drive, status))
        {
            return drive;
        }

        var applied = new JsonObject
        {
            ["apiVersion"] = drive.ApiVersion,
            ["kind"] = drive.Kind,
            // With the resource version, a status that was made from an outdated object is refused.
            ["metadata"] = new JsonObject
            {
                ["name"] = drive.Metadata.Name,
                ["namespace"] = drive.Metadata.Namespace,
                ["resourceVersion"] = drive.Metadata.ResourceVersion,
            },
            ["status"] = ToJson(status),
        };
        var options = new PatchOptions { FieldManager = OperatorIdentity.Name, Force = true };
        return await drives.PatchAsync(NamespacedName.From(drive), new ApplyPatch(applied), "status", options, cancellationToken);
    }

    /// <summary>Whether a status says nothing else than the present one but which versions were read: something was written without a change of the drive.</summary>
    public static bool HasOtherInputsAlone(V1Alpha1ConfigDrive drive, ConfigDriveStatus status) =>
        !IsPresent(drive, status) && IsPresent(drive, status with { Inputs = drive.Status?.Inputs, ClassInputs = drive.Status?.ClassInputs });

    // The identifier of the key, where it is missing, comes with the next write: an upgrade must not write each status.
    private static bool IsPresent(V1Alpha1ConfigDrive drive, ConfigDriveStatus status) =>
        drive.Status is { } current && JsonNode.DeepEquals(ToJson(status), ToJson(current with { RevisionKeyID = current.RevisionKeyID ?? status.RevisionKeyID }));

    private static JsonNode? ToJson(ConfigDriveStatus status) =>
        JsonSerializer.SerializeToNode(status, ConfigDriveJsonContext.Default.ConfigDriveStatus);
}

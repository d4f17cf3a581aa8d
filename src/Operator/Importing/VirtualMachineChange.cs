namespace ConfigDrive.Operator.Importing;

/// <summary>How a VirtualMachine changes so that the new drive takes the place of the original.</summary>
/// <param name="Type">Of patch, as <c>kubectl patch --type</c> names it.</param>
/// <param name="Patch">The patch.</param>
internal sealed record VirtualMachineChange(string Type, JsonNode Patch)
{
    private const string Template = "/spec/template/spec";

    /// <summary>
    /// Removes KubeVirt's disks for cloud-init, and the keys that it puts there: it refuses these without the disk. Each removal is tested first, so that a VirtualMachine that has
    /// changed since is not damaged.
    /// </summary>
    public static VirtualMachineChange WithoutCloudInit(CloudInitVirtualMachine machine)
    {
        var template = machine.Spec.Template.Spec;
        var volumes = template.Volumes.Index().Where(each => each.Item is { CloudInitNoCloud: not null } or { CloudInitConfigDrive: not null }).ToList();
        var names = volumes.Select(each => each.Item.Name).ToHashSet(StringComparer.Ordinal);
        var disks = template.Domain.Devices.Disks.Index().Where(each => names.Contains(each.Item.Name));
        var keys = template.AccessCredentials.Index().Where(each => VirtualMachineReader.IsOnDisk(each.Item) && VirtualMachineReader.SecretOf(each.Item) is not null);
        return new VirtualMachineChange("json", new JsonArray(
        [
            // Last first: what is before a removed item keeps its index.
            .. disks.Reverse().SelectMany(each => Remove($"{Template}/domain/devices/disks/{each.Index}", "/name", each.Item.Name)),
            .. volumes.AsEnumerable().Reverse().SelectMany(each => Remove($"{Template}/volumes/{each.Index}", "/name", each.Item.Name)),
            .. keys.Reverse().SelectMany(each => Remove(
                $"{Template}/accessCredentials/{each.Index}", "/sshPublicKey/source/secret/secretName", VirtualMachineReader.SecretOf(each.Item)!)),
        ]));
    }

    /// <summary>Gives the firmware UUID from which the instance ID follows.</summary>
    public static VirtualMachineChange WithFirmwareUuid(string uuid) => new("merge", new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["spec"] = new JsonObject { ["domain"] = new JsonObject { ["firmware"] = new JsonObject { ["uuid"] = uuid } } },
            },
        },
    });

    private static JsonNode[] Remove(string path, string member, string value) =>
    [
        new JsonObject { ["op"] = "test", ["path"] = path + member, ["value"] = value },
        new JsonObject { ["op"] = "remove", ["path"] = path },
    ];
}

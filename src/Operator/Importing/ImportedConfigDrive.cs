using System.Text.RegularExpressions;
using ConfigDrive.Operator.Content;

namespace ConfigDrive.Operator.Importing;

/// <summary>What the user says of the ConfigDrive; what is <c>null</c> is taken from the original.</summary>
internal sealed record ImportTarget
{
    public string? Name { get; init; }
    public string? Namespace { get; init; }
    public string? VirtualMachine { get; init; }
    public string? InstanceID { get; init; }
}

/// <summary>A ConfigDrive whose drive shows the guest what the original shows it, with its Secrets and what is different.</summary>
internal sealed partial record ImportedConfigDrive
{
    private const int LongestName = 253;

    public required string Name { get; init; }
    public string? Namespace { get; init; }
    public required string VirtualMachine { get; init; }
    public required JsonObject Spec { get; init; }

    /// <summary>The new Secrets, each with its data by key.</summary>
    public required IReadOnlyList<(string Name, Dictionary<string, ReadOnlyMemory<byte>> Data)> Secrets { get; init; }

    public required IReadOnlyList<LeftBehind> LeftBehind { get; init; }

    /// <summary>The instance ID that the guest finds; <c>null</c> when it is not known.</summary>
    public string? InstanceID { get; init; }

    /// <summary>The firmware UUID that the VirtualMachine must have, since the instance ID follows from it; <c>null</c> when any will do.</summary>
    public string? FirmwareUuid { get; init; }

    /// <exception cref="UnreadableDriveException">The name of the VirtualMachine is not known.</exception>
    public static ImportedConfigDrive Create(
        ImportedContent content,
        ImportTarget target,
        V1VirtualMachine? virtualMachine = null,
        IReadOnlyDictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>? existing = null)
    {
        var machineName = target.VirtualMachine ?? virtualMachine?.Metadata.Name ?? NameOf(content);
        if (!IsName(machineName))
        {
            throw new UnreadableDriveException($"the name of its VirtualMachine must be {NamePattern.SubdomainInWords}");
        }

        var name = target.Name ?? machineName;
        var machine = virtualMachine ?? UnknownMachine(machineName, content.VirtualMachineID);
        var draft = new ConfigDriveDraft($"{name}-import", machine, existing ?? new Dictionary<SourceObject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>());
        var @namespace = target.Namespace ?? content.ExposedNamespace;
        new ImportedSpec(draft, content, @namespace).Fill();
        var wanted = target.InstanceID ?? content.InstanceID;
        var follows = target.InstanceID is null && AddIdentity(draft, content, machine);
        if (!follows)
        {
            draft.AddMetadata("instanceID", wanted, "instance ID");
        }

        if (content.Name is { } other && other != machineName)
        {
            draft.Leave("meta_data.json name", $"it becomes the name of the VirtualMachine, {machineName}");
        }

        CheckSize(draft, machine);
        return new ImportedConfigDrive
        {
            Name = name,
            Namespace = @namespace,
            VirtualMachine = machineName,
            Spec = draft.Spec,
            Secrets = draft.Secrets,
            LeftBehind = [.. content.LeftBehind, .. draft.LeftBehind],
            InstanceID = (string?)draft.Spec["metadata"]?["instanceID"] ?? (follows ? wanted : null),
            FirmwareUuid = follows ? content.VirtualMachineID : null,
        };
    }

    /// <summary>Whether Kubernetes takes a text for a name.</summary>
    public static bool IsName(string text) => text.Length <= LongestName && DnsName().IsMatch(text);

    private static void CheckSize(ConfigDriveDraft draft, V1VirtualMachine machine)
    {
        try
        {
            if (draft.Resolve(draft.Spec, machine) is { } content)
            {
                DriveImage.Build(content, new ContentDefaults().MaxDriveBytes);
            }
        }
        catch (InvalidContentException exception)
        {
            draft.Leave("the size of the drive", $"{exception.Message}; it comes along nevertheless, for an operator that allows more");
        }
    }

    // In this operator's own drives the two IDs differ: one is the firmware UUID, the other follows from it.
    private static bool AddIdentity(ConfigDriveDraft draft, ImportedContent content, V1VirtualMachine machine)
    {
        if (content.VirtualMachineID is null || content.InstanceID is null || content.InstanceID == content.VirtualMachineID)
        {
            return false;
        }

        foreach (var identity in (InstanceIdentity[])[InstanceIdentity.Stable, InstanceIdentity.PerUserData])
        {
            var candidate = (JsonObject)draft.Spec.DeepClone();
            candidate["instanceIdentity"] = identity.ToString();
            if (draft.Resolve(candidate, machine)?.Metadata.InstanceID == content.InstanceID)
            {
                return draft.Add("instance ID", spec => spec["instanceIdentity"] = identity.ToString());
            }
        }

        return false;
    }

    private static string NameOf(ImportedContent content) =>
        new[] { content.Name, content.Hostname?.Split('.')[0].ToLowerInvariant() }.FirstOrDefault(name => name is not null && IsName(name))
        ?? throw new UnreadableDriveException("it does not say for which VirtualMachine it is, or by no name that Kubernetes takes: name that with --vm");

    // With a card whose MAC address is not known, since the network data may name any.
    private static V1VirtualMachine UnknownMachine(string name, string? firmwareUuid) => new()
    {
        Metadata = new() { Name = name },
        Spec = new() { Template = new() { Spec = new() { Domain = new() { Firmware = new() { Uuid = firmwareUuid }, Devices = new() { Interfaces = [new() { Name = "default" }] } } } } },
    };

    [GeneratedRegex($"^{NamePattern.Subdomain}\\z", RegexOptions.ExplicitCapture, MatchTimeout.Milliseconds)]
    private static partial Regex DnsName();
}
